package io.duolog.io.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Guarded by its owner. What a strict disk has made durable: of a file the bytes of its last force, of a directory the
 * names of its last force. Real disks keep more; code that is right on this one is right on them.
 */
final class DurableModel {
  private static final int PAGE_BYTES = 4096;
  private static final byte[] NOTHING = {};

  private final Path root;
  private final Map<Path, Directory> directories = new HashMap<>();

  /** Confined to the model. What a name stands for: a file's bytes, or a directory. */
  private static final class Node {
    final boolean isDirectory;
    byte[] forced = NOTHING;
    byte[] atDeletion = NOTHING;

    Node(boolean isDirectory) {
      this.isDirectory = isDirectory;
    }
  }

  /** Confined to the model. The names of a directory, as forced, as they are, and the steps between. */
  private static final class Directory {
    Map<String, Node> forced = new TreeMap<>();
    Map<String, Node> present = new TreeMap<>();
    List<Consumer<Map<String, Node>>> unforced = new ArrayList<>();

    void change(Consumer<Map<String, Node>> change) {
      change.accept(present);
      unforced.add(change);
    }

    void force() {
      forced = new TreeMap<>(present);
      unforced = new ArrayList<>();
    }
  }

  DurableModel(Path root) throws IOException {
    this.root = root;
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : (Iterable<Path>) tree::iterator) {
        addDurable(path);
      }
    }
  }

  private void addDurable(Path path) throws IOException {
    Node node = new Node(Files.isDirectory(path));
    if (node.isDirectory) {
      directories.put(path, new Directory());
    } else {
      node.forced = Files.readAllBytes(path);
    }
    if (!path.equals(root)) {
      parent(path).present.put(name(path), node);
      parent(path).force();
    }
  }

  private Directory parent(Path path) {
    Directory parent = directories.get(path.getParent());
    if (parent == null) {
      throw new IllegalStateException("not under the recorded directory: " + path);
    }
    return parent;
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  void opened(Path file) {
    if (file.startsWith(root) && !directories.containsKey(file) && !parent(file).present.containsKey(name(file))) {
      Node node = new Node(false);
      parent(file).change(names -> names.put(name(file), node));
    }
  }

  void directoryCreated(Path directory) {
    Node node = new Node(true);
    parent(directory).change(names -> names.put(name(directory), node));
    directories.put(directory, new Directory());
  }

  void deleting(Path path) throws IOException {
    if (losingName(path)) {
      parent(path).change(names -> names.remove(name(path)));
    }
  }

  /** Keeps the content of a file whose name is about to go: a power cut may bring the name back. */
  boolean losingName(Path path) throws IOException {
    Node node = parent(path).present.get(name(path));
    if (node == null || !Files.exists(path)) {
      return false;
    }
    if (!node.isDirectory) {
      node.atDeletion = Files.readAllBytes(path);
    }
    return true;
  }

  /** A rename inside one directory is one change; between two it is modelled as two, the new name first. */
  void renamed(Path from, Path to) {
    Node node = parent(from).present.get(name(from));
    if (node == null) {
      throw new IllegalStateException("renamed a file that was never seen: " + from);
    }
    if (parent(from).equals(parent(to))) {
      parent(from).change(names -> {
        names.remove(name(from));
        names.put(name(to), node);
      });
    } else {
      parent(to).change(names -> names.put(name(to), node));
      parent(from).change(names -> names.remove(name(from)));
    }
    if (node.isDirectory) {
      moveTree(from, to);
    }
  }

  private void moveTree(Path from, Path to) {
    Map<Path, Directory> moved = new HashMap<>();
    directories.forEach((path, directory) -> {
      if (path.startsWith(from)) {
        moved.put(to.resolve(from.relativize(path)), directory);
      }
    });
    directories.keySet().removeIf(path -> path.startsWith(from));
    directories.putAll(moved);
  }

  /** Bytes became durable: the pages that hold the range, and the size with them. */
  void forced(Path file, long position, long length) throws IOException {
    Node node = file.startsWith(root) ? parent(file).present.get(name(file)) : null;
    if (node == null || !Files.exists(file)) {
      return; // deleted while open: nothing of it survives anyway
    }
    byte[] present = Files.readAllBytes(file);
    int from = (int) (position & -PAGE_BYTES);
    long end = length > present.length - position ? present.length : position + length;
    int to = (int) Math.min(present.length, (end + PAGE_BYTES - 1) & -PAGE_BYTES);
    byte[] forced = Arrays.copyOf(node.forced, present.length);
    System.arraycopy(present, from, forced, from, Math.max(0, to - from));
    node.forced = forced;
  }

  void directoryForced(Path directory) {
    Directory known = directories.get(directory);
    if (known != null) {
      known.force();
    }
  }

  void materialise(Path target, PowerCut cut) throws IOException {
    materialise(root, target, cut);
  }

  private void materialise(Path source, Path target, PowerCut cut) throws IOException {
    Files.createDirectories(target);
    Directory directory = directories.getOrDefault(source, new Directory());
    Map<String, Node> names = new TreeMap<>(directory.forced);
    int surviving = cut.survivingChanges(directory.unforced.size());
    directory.unforced.subList(0, surviving).forEach(change -> change.accept(names));
    for (Map.Entry<String, Node> named : names.entrySet()) {
      Node node = named.getValue();
      Path left = target.resolve(named.getKey());
      if (node.isDirectory) {
        materialise(source.resolve(named.getKey()), left, cut);
      } else {
        Files.write(left, cut.survivingBytes(node.forced, present(node)));
      }
    }
  }

  private byte[] present(Node node) throws IOException {
    for (Map.Entry<Path, Directory> directory : directories.entrySet()) {
      for (Map.Entry<String, Node> named : directory.getValue().present.entrySet()) {
        if (named.getValue() == node) {
          return Files.readAllBytes(directory.getKey().resolve(named.getKey()));
        }
      }
    }
    return node.atDeletion;
  }
}
