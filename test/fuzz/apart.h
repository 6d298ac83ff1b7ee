// Runs something in a process of its own, so that a crash or a hang there is a result like others.
//
//   const Apart run = runApart([&] { limit(); return problemIn(input); });
//   if (run.signal) …
#pragma once

#include <functional>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

namespace retrograd::fuzz {

struct Apart {
  std::string text;  // what was returned, its first 4000 characters
  int signal = 0;    // that ended the process; 0 if it ended by itself
};

inline Apart runApart(const std::function<std::string()>& work) {
  int ends[2];
  if (pipe(ends) != 0) return {};
  const pid_t child = fork();
  if (child == 0) {
    const std::string text = work().substr(0, 4000);
    const bool written = write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
    _exit(written ? 0 : 1);
  }
  close(ends[1]);
  Apart result;
  result.text.resize(4000);
  const ssize_t size = read(ends[0], result.text.data(), result.text.size());
  close(ends[0]);
  result.text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
  }
  if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
  return result;
}

}  // namespace retrograd::fuzz
