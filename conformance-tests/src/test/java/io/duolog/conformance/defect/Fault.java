package io.duolog.conformance.defect;

import org.jspecify.annotations.Nullable;

/** What a broken engine answers in the place of the sound one. */
@FunctionalInterface
interface Fault {
  /** Changes nothing. */
  Fault NONE = Call::proceed;

  /** The answer to a call, which may come from the sound engine. */
  @Nullable Object answer(Call call) throws Throwable;

  /** This answer to one method, for instance {@code PartitionLog.append}, and the sound ones to all others. */
  static Fault on(String name, Fault instead) {
    return call -> call.name().equals(name) ? instead.answer(call) : call.proceed();
  }

  /** This, and another answer to one more method. */
  default Fault and(String name, Fault instead) {
    return call -> call.name().equals(name) ? instead.answer(call) : answer(call);
  }
}
