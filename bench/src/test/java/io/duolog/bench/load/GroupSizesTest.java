package io.duolog.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GroupSizesTest {
  @Test
  void sizesSurviveTheirText() {
    GroupSizes sizes = GroupSizes.parse(GroupSizes.of(1, 63, 1, 62).toString());
    assertEquals(4, sizes.count());
    assertEquals(63, sizes.size(1));
    assertEquals(127, sizes.sum());
    assertTrue(GroupSizes.parse(GroupSizes.NONE.toString()).isEmpty());
  }

  @Test
  void measurementCarriesThem() {
    Measurement measured = Measurement.of(2, 4, 4096).with(GroupSizes.of(3, 1)).with("forces", 2);
    assertEquals("3,1", Measurement.decode(measured.encode()).groups().toString());
    assertTrue(Measurement.decode(Measurement.of(2, 4, 4096).encode()).groups().isEmpty());
  }

  @Test
  void emptyGroupsAndRubbishAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> GroupSizes.of(1, 0));
    assertThrows(IllegalArgumentException.class, () -> GroupSizes.parse("1,,2"));
    assertThrows(IllegalArgumentException.class, () -> GroupSizes.parse("many"));
  }
}
