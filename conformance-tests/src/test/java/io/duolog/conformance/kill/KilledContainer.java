package io.duolog.conformance.kill;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import io.duolog.conformance.machine.JavaImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.utility.DockerImageName;

/** Confined to one thread. A container that loads a store on a shared volume, and is killed. */
final class KilledContainer implements AutoCloseable {
  private static final long LIMIT_SECONDS = 60;

  private final CountDownLatch lines;
  private final GenericContainer<?> container;

  /**
   * Starts the load.
   *
   * @param image a Java runtime
   * @param volume holds the classes and the store; shared under its own path
   * @param arguments of {@code java}
   * @param lines how many lines {@link #awaitLines} waits for
   * @param memoryBytes most memory that it gets, page cache included and without swap; 0 for no limit
   */
  KilledContainer(JavaImage image, Path volume, List<String> arguments, int lines, long memoryBytes)
      throws IOException {
    this.lines = new CountDownLatch(lines);
    String owner = Files.getAttribute(volume, "unix:uid") + ":" + Files.getAttribute(volume, "unix:gid");
    this.container =
        new GenericContainer<>(DockerImageName.parse(image.name()))
            .withImagePullPolicy(name -> false)
            .withCreateContainerCmdModifier(command -> configure(command.withUser(owner), volume, memoryBytes))
            .withLogConsumer(this::count)
            .withCommand(arguments.toArray(String[]::new));
    container.start();
  }

  private static void configure(CreateContainerCmd command, Path volume, long memoryBytes) {
    HostConfig host = Objects.requireNonNull(command.getHostConfig(), "host configuration");
    host.withBinds(new Bind(volume.toString(), new Volume(volume.toString())));
    host.withMemory(memoryBytes).withMemorySwap(memoryBytes);
  }

  private void count(OutputFrame frame) {
    frame.getUtf8String().lines().forEach(line -> lines.countDown());
  }

  /** Waits until the container has printed so many lines. */
  void awaitLines() throws InterruptedException {
    if (!lines.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("too few lines within " + LIMIT_SECONDS + " s: " + container.getLogs());
    }
  }

  /**
   * Kills it with SIGKILL.
   *
   * @return its exit code
   */
  int kill() throws InterruptedException {
    container.getDockerClient().killContainerCmd(container.getContainerId()).withSignal("KILL").exec();
    return awaitEnd();
  }

  /**
   * Waits until it has ended.
   *
   * @return its exit code
   */
  int awaitEnd() throws InterruptedException {
    return container
        .getDockerClient()
        .waitContainerCmd(container.getContainerId())
        .exec(new WaitContainerResultCallback())
        .awaitStatusCode(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Whether the kernel killed it because it wanted more memory than it may have. */
  boolean ranOutOfMemory() {
    InspectContainerResponse inspected =
        container.getDockerClient().inspectContainerCmd(container.getContainerId()).exec();
    return Boolean.TRUE.equals(inspected.getState().getOOMKilled());
  }

  /** The whole lines that it printed. */
  List<String> output() {
    String printed = container.getLogs(OutputFrame.OutputType.STDOUT);
    return printed.substring(0, printed.lastIndexOf('\n') + 1).lines().toList();
  }

  /** Removes the container. */
  @Override
  public void close() {
    container.stop();
  }
}
