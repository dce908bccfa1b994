package io.duolog.conformance.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ForbiddenCallsTest {
  private static final String SEAM = "io.duolog.io.file.SystemDisk";
  private static final String CLOCK = "io.duolog.storage.EngineClock";
  private static final Set<String> CHANNEL_WORK =
      Set.of("open", "read", "write", "force", "truncate", "map", "transferTo", "transferFrom", "lock", "tryLock");
  private static final Set<String> PATH_WORK = Set.of("toFile", "toRealPath", "register");
  private static final Set<String> CLOCKS =
      Set.of(
          "java.lang.System.currentTimeMillis",
          "java.time.Instant.now",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone");
  private static final Set<String> PROCESS_ENDS =
      Set.of("java.lang.System.exit", "java.lang.Runtime.exit", "java.lang.Runtime.halt");

  @Test
  void onlyTheSeamTouchesFiles() {
    storage()
        .and(areNot(SEAM))
        .should()
        .callCodeUnitWhere(targets("the JDK's file API", ForbiddenCallsTest::isFileWork))
        .because("tests fail and record files at one seam: use io.duolog.io.file.Disk")
        .check(Production.CLASSES);
  }

  /** {@code System.nanoTime} stays free: a thread's real wait is limited, and a step's duration told, in real time. */
  @Test
  void timeComesFromTheCallersClock() {
    storage()
        .and(areNot(CLOCK))
        .should()
        .callCodeUnitWhere(targets("the machine's wall clock", target -> CLOCKS.contains(nameOf(target))))
        .because("what a reader or a writer sees depends on the caller's time: use the EngineClock of EngineResources")
        .check(Production.CLASSES);
  }

  @Test
  void theProcessIsNotOurs() {
    storage()
        .should()
        .callCodeUnitWhere(targets("an end of the process", target -> PROCESS_ENDS.contains(nameOf(target))))
        .because("a store is a guest in its process: throw a StorageException")
        .check(Production.CLASSES);
  }

  @Test
  void nothingIsPrinted() {
    storage()
        .should()
        .accessFieldWhere(
            describe("it is System.out or System.err", ForbiddenCallsTest::isStandardStream))
        .orShould()
        .callCodeUnitWhere(
            targets("a print of a stack trace", target -> target.getName().equals("printStackTrace")))
        .because("whoever embeds a store owns its output: throw, or log with SLF4J")
        .check(Production.CLASSES);
  }

  @Test
  void unsafeStaysUnused() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("sun..", "jdk.internal..")
        .because("it is going away: use MemorySegment, Arena and VarHandle")
        .check(Production.CLASSES);
  }

  @Test
  void textIsFormattedWithoutTheMachinesLocale() {
    noClasses()
        .should()
        .callCodeUnitWhere(targets("formatting in the default locale", ForbiddenCallsTest::isLocaleOfTheMachine))
        .because("digits and letters depend on the machine: pass Locale.ROOT, or concatenate")
        .check(Production.CLASSES);
  }

  @Test
  void poolsAreNotStoppedByInterrupts() {
    storage()
        .should()
        .callCodeUnitWhere(
            targets("a stop by interrupt", target -> Set.of("shutdownNow", "stop").contains(target.getName())
                && target.getOwner().getPackageName().startsWith("java.")))
        .because("an interrupt closes the FileChannel for every thread: stop by a flag and join")
        .check(Production.CLASSES);
  }

  @Test
  void threadsInterruptOnlyThemselves() {
    methods()
        .that()
        .areDeclaredInClassesThat()
        .resideInAnyPackage(Production.STORAGE_IO, Production.ROCKET, Production.KAFKA)
        .should(interruptOnlyTheCurrentThread())
        .because("an interrupt closes the FileChannel for every thread: stop by a flag, and only restore a caught one")
        .check(Production.CLASSES);
  }

  private static GivenClassesConjunction storage() {
    return noClasses()
        .that()
        .resideInAnyPackage(
            Production.STORAGE_API[0],
            Production.STORAGE_API[1],
            Production.STORAGE_IO,
            Production.ROCKET,
            Production.KAFKA);
  }

  private static DescribedPredicate<JavaClass> areNot(String name) {
    return describe(
        "are not " + name, type -> !type.getName().equals(name) && !type.getName().startsWith(name + "$"));
  }

  private static DescribedPredicate<JavaCall<?>> targets(
      String description, Predicate<CodeUnitCallTarget> isForbidden) {
    return describe("the target is " + description, call -> isForbidden.test(call.getTarget()));
  }

  private static String nameOf(CodeUnitCallTarget target) {
    return target.getOwner().getName() + "." + target.getName();
  }

  private static boolean isFileWork(CodeUnitCallTarget target) {
    JavaClass owner = target.getOwner();
    if (owner.isAssignableTo(FileChannel.class)) {
      return CHANNEL_WORK.contains(target.getName());
    }
    if (owner.isAssignableTo(Path.class)) {
      return PATH_WORK.contains(target.getName());
    }
    String name = owner.getName();
    return owner.isEquivalentTo(Files.class)
        || owner.isAssignableTo(FileLock.class)
        || (name.startsWith("java.io.File") && !name.endsWith("Exception"))
        || name.equals("java.io.RandomAccessFile")
        || nameOf(target).equals("java.lang.foreign.MemorySegment.force")
        || nameOf(target).equals("java.nio.MappedByteBuffer.force");
  }

  private static boolean isStandardStream(JavaAccess<?> access) {
    return access.getTargetOwner().isEquivalentTo(System.class) && Set.of("out", "err").contains(access.getName());
  }

  private static boolean isLocaleOfTheMachine(CodeUnitCallTarget target) {
    if (!target.getOwner().isEquivalentTo(String.class)) {
      return false;
    }
    boolean takesLocale =
        target.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Locale.class));
    return Set.of("format", "formatted", "toLowerCase", "toUpperCase").contains(target.getName()) && !takesLocale;
  }

  private static ArchCondition<JavaMethod> interruptOnlyTheCurrentThread() {
    return new ArchCondition<>("interrupt only the current thread") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        boolean isInterrupting = calls(method, "java.lang.Thread.interrupt");
        boolean isSelf = calls(method, "java.lang.Thread.currentThread");
        events.add(new SimpleConditionEvent(
            method, !isInterrupting || isSelf, method.getFullName() + " interrupts another thread"));
      }
    };
  }

  private static boolean calls(JavaMethod method, String target) {
    return method.getCallsFromSelf().stream().anyMatch(call -> nameOf(call.getTarget()).equals(target));
  }
}
