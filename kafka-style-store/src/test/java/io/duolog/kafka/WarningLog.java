package io.duolog.kafka;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** Thread-safe. The log of the tests: keeps what the store logs at WARN, and drops all else. */
public final class WarningLog implements SLF4JServiceProvider {
  private static final List<String> WARNINGS = new CopyOnWriteArrayList<>();

  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter context = new NOPMDCAdapter();

  /** What was logged so far by any store of the process. */
  static List<String> warnings() {
    return List.copyOf(WARNINGS);
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return name -> new WarningLogger(name.startsWith("io.duolog."));
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return context;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {
    // Nothing is to be made.
  }

  /** Thread-safe. */
  @SuppressWarnings("serial")
  private static final class WarningLogger extends LegacyAbstractLogger {
    private final boolean isKept;

    WarningLogger(boolean isKept) {
      this.isKept = isKept;
    }

    @Override
    public boolean isTraceEnabled() {
      return false;
    }

    @Override
    public boolean isDebugEnabled() {
      return false;
    }

    @Override
    public boolean isInfoEnabled() {
      return false;
    }

    @Override
    public boolean isWarnEnabled() {
      return isKept;
    }

    @Override
    public boolean isErrorEnabled() {
      return false;
    }

    @Override
    protected String getFullyQualifiedCallerName() {
      return AbstractLogger.class.getName();
    }

    @Override
    protected void handleNormalizedLoggingCall(
        Level level,
        @Nullable Marker marker,
        String message,
        Object @Nullable [] arguments,
        @Nullable Throwable cause) {
      WARNINGS.add(MessageFormatter.basicArrayFormat(message, arguments));
    }
  }
}
