package io.duolog.conformance.rule;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The clauses of the rules and those that are owed, as the documents have them. Immutable. */
public final class RuleCatalogue {
  private static final Pattern CLAUSE = Pattern.compile("\\* \\*\\*([A-Z]\\d+\\.[a-z]+)\\*\\* (.+)");
  private static final Pattern ISSUE = Pattern.compile("issue (\\w+) (.+)");
  private static final Pattern OWED = Pattern.compile("([A-Z]\\d+\\.[a-z]+) +(\\S+) +(.+)");

  private final Map<String, Clause> clauses = new LinkedHashMap<>();
  private final Map<String, OwedClause> owed = new LinkedHashMap<>();

  private RuleCatalogue() {}

  /**
   * Reads {@code rules.md} and {@code owed-rules.txt}.
   *
   * @throws IllegalStateException if one is missing, or a clause occurs twice
   */
  public static RuleCatalogue load() {
    RuleCatalogue catalogue = new RuleCatalogue();
    for (String line : lines("rules.md")) {
      Matcher matcher = CLAUSE.matcher(line);
      if (matcher.matches()) {
        Clause clause = new Clause(matcher.group(1), matcher.group(2));
        requireNew(catalogue.clauses.put(clause.id(), clause), clause.id());
      }
    }
    catalogue.loadOwed();
    return catalogue;
  }

  private void loadOwed() {
    Map<String, String> issues = new HashMap<>();
    for (String line : lines("owed-rules.txt")) {
      Matcher clause = OWED.matcher(line);
      Matcher issue = ISSUE.matcher(line);
      if (issue.matches()) {
        requireNew(issues.put(issue.group(1), issue.group(2)), issue.group(1));
      } else if (clause.matches() && issues.containsKey(clause.group(2))) {
        String id = clause.group(1);
        String subject = issues.getOrDefault(clause.group(2), "");
        requireNew(owed.put(id, new OwedClause(id, subject, clause.group(3))), id);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        throw new IllegalStateException("owed-rules.txt: not a clause, a known issue and a reason: " + line);
      }
    }
  }

  /** All clauses by id, in the order of the document. */
  public Map<String, Clause> clauses() {
    return Map.copyOf(clauses);
  }

  /** Ids of all clauses, in the order of the document. */
  public List<String> ids() {
    return List.copyOf(clauses.keySet());
  }

  /** The clauses that are owed, by id. */
  public Map<String, OwedClause> owed() {
    return Map.copyOf(owed);
  }

  private static void requireNew(@Nullable Object previous, String id) {
    if (previous != null) {
      throw new IllegalStateException(id + " occurs twice");
    }
  }

  private static List<String> lines(String name) {
    InputStream resource = RuleCatalogue.class.getResourceAsStream(name);
    if (resource == null) {
      throw new IllegalStateException("resource " + name + " is missing");
    }
    try (BufferedReader reader = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + name + " cannot be read", e);
    }
  }
}
