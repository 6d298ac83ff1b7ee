// What `fit` prints: a bar on a terminal, lines elsewhere.
#include "runtime_classifier.h"

#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <regex>

namespace retrograd::test {

// What a process prints into a pipe or terminal while it trains for two epochs, of 0.3 s each.
std::string printed(int read_end, int write_end) {
  const pid_t child = fork();
  if (child == 0) {
    dup2(write_end, STDOUT_FILENO);
    close(read_end);
    auto model = init<Classifier>({.seed = 1});
    const auto slow = [](const StepReport&) { return usleep(15000) == 0; };
    fit<loss>(model, circle(200, 1), {.epochs = 2, .batch = 10, .on_step = slow});
    _exit(0);
  }
  close(write_end);
  std::string text;
  char buffer[4096];
  for (ssize_t n; (n = read(read_end, buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<std::size_t>(n));
  close(read_end);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  return text;
}

TEST(Progress, OnATerminalABarBecomesTheEpochsLine) {
  int master = 0, slave = 0;
  ASSERT_EQ(openpty(&master, &slave, nullptr, nullptr, nullptr), 0);
  const std::string text = printed(master, slave);
  EXPECT_TRUE(std::regex_search(text, std::regex("\repoch 1/2 \\[#+\\.+\\] \\d+/20  loss \\d+\\.\\d{4} "))) << text;
  EXPECT_TRUE(std::regex_search(text, std::regex("\r\x1b\\[Kepoch 2/2 .*loss.*\r?\n"))) << text;
}

TEST(Progress, ElsewhereThereAreLinesOnly) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const std::string text = printed(ends[0], ends[1]);
  EXPECT_EQ(text.find('\r'), std::string::npos) << text;
  EXPECT_TRUE(std::regex_search(text, std::regex("^epoch 1/2 .*loss.*\nepoch 2/2 .*loss.*\n"))) << text;
}

// What is printed behind the epochs: where the checkpoint is, and how to go on after Ctrl-C.
std::string last_lines(FitOptions options, long interrupt_at = 0) {
  options.batch = 10;
  options.on_step = [=](const StepReport& s) {
    if (s.step == interrupt_at) std::raise(SIGINT);
    return true;
  };
  auto model = init<Classifier>({.seed = 1});
  testing::internal::CaptureStdout();
  fit<loss>(model, circle(100, 1), options);
  const std::string text = testing::internal::GetCapturedStdout();
  return std::regex_replace(text, std::regex("epoch \\d+/.*\n"), "");
}

TEST(Progress, TheLastLineSaysHowToGoOn) {
  const std::string file = (std::filesystem::temp_directory_path() / "retrograd_progress.safetensors").string();
  std::filesystem::remove(file);
  EXPECT_EQ(last_lines({.epochs = 1}), "");
  EXPECT_EQ(last_lines({.epochs = 1}, 3),
            "interrupted, after step 3 of 10 in epoch 1; no checkpoint was asked for: with .checkpoint = {.file = "
            "\"run.safetensors\"} the same program would go on from here\n");
  EXPECT_EQ(last_lines({.epochs = 1, .restarts = 2}, 3),
            "interrupted, after step 3 of 10 in epoch 1; the best model so far is kept\n");
  EXPECT_EQ(last_lines({.epochs = 2, .checkpoint = {.file = file}}, 4),
            "interrupted, after step 4 of 10 in epoch 1; the checkpoint is " + file +
                ": to go on from there, run the same program again\n");
  EXPECT_EQ(last_lines({.epochs = 2, .progress = Progress::Lines, .checkpoint = {.file = file}}),
            "going on from " + file + ", after 4 steps\nthe checkpoint is " + file + "\n");
  EXPECT_EQ(last_lines({.epochs = 2, .checkpoint = {.file = file}}),
            "going on from " + file + ", after 2 epochs\nthe checkpoint is " + file + "\n");
  EXPECT_EQ(last_lines({.epochs = 2, .checkpoint = {.file = file, .resume = false}}, 4),
            "interrupted, after step 4 of 10 in epoch 1; the checkpoint is " + file +
                ": to go on from there, run the same program again with .checkpoint.resume = true\n");
  EXPECT_EQ(last_lines({.epochs = 2, .progress = Progress::Silent, .checkpoint = {.file = file}}, 5), "");
  std::filesystem::remove(file);
}

}  // namespace retrograd::test
