// The program that `retrograd check f.cpp` writes: checks each function in a process of its own, prints a line for it.
//
//   int failed = retrograd::run_checks(options, {{"f", "f.cpp:3", check}});
//
// Needs: POSIX.
#pragma once

#include "retrograd/detail/check_points.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <functional>

namespace retrograd {

struct CheckedFunction {
  std::string name, place;  // "f", "f.cpp:3"
  std::vector<std::string> parameters;
  std::function<FunctionCheck(const PointOptions&, detail::Announce)> check;
};

namespace detail {

// f with the type Function: checked_function<double(double), f>("f", "f.cpp:3", {"x"}).
template <class Function, PointerTo<Function> f>
CheckedFunction checked_function(const char* name, const char* place,
                                 const typename CheckAtPoints<Function, f>::Names& names) {
  return {name,
          place,
          {names.begin(), names.end() - 1},
          [name = std::string(name), names](const PointOptions& options, Announce announce) {
            return CheckAtPoints<Function, f>()(name, names, options, announce);
          }};
}

inline int& channel() {
  static int descriptor = -1;
  return descriptor;
}
// One message: a letter, text, an end of line.
inline void tell(char kind, const std::string& text) {
  std::string line = kind + text + "\n";
  for (std::size_t sent = 0; sent < line.size();) {
    const ssize_t count = ::write(channel(), line.data() + sent, line.size() - sent);
    if (count <= 0) return;
    sent += static_cast<std::size_t>(count);
  }
}

// In the child: what the function prints is dropped.
inline void run_child(const CheckedFunction& function, const PointOptions& options, int descriptor) {
  channel() = descriptor;
  const int nowhere = ::open("/dev/null", O_WRONLY);
  if (nowhere >= 0) ::dup2(nowhere, STDOUT_FILENO);
  const FunctionCheck result = function.check(options, [](const std::string& point) { tell('@', point); });
  tell(static_cast<char>('0' + static_cast<int>(result.status)), result.text);
  std::_Exit(0);
}

// Everything that the child says until it ends, or is ended.
inline std::string listen(int descriptor, pid_t child, int seconds, bool& in_time) {
  std::string said;
  char buffer[4096];
  for (;;) {
    pollfd wait{descriptor, POLLIN, 0};
    const int ready = ::poll(&wait, 1, seconds * 1000);
    if (ready < 0) continue;
    if (ready == 0) {
      in_time = false;
      ::kill(child, SIGKILL);
      return said;
    }
    const ssize_t count = ::read(descriptor, buffer, sizeof buffer);
    if (count <= 0) return said;
    said.append(buffer, static_cast<std::size_t>(count));
  }
}

inline FunctionCheck outcome_of(const std::string& said, int status, bool in_time) {
  std::string point;
  for (std::size_t begin = 0; begin < said.size();) {
    const std::size_t end = std::min(said.find('\n', begin), said.size());
    const std::string text = said.substr(begin + 1, end - begin - 1);
    if (said[begin] != '@') return {static_cast<FunctionCheck::Status>(said[begin] - '0'), text};
    point = text;
    begin = end + 1;
  }
  const std::string at = point.empty() ? "" : ", at " + point;
  std::string what = "it left the program";
  if (!in_time)
    what = "it doesn't end in time";
  else if (WIFSIGNALED(status))
    what = ::strsignal(WTERMSIG(status));
  return {FunctionCheck::Status::Stopped, what + at};
}

inline FunctionCheck check_apart(const CheckedFunction& function, const PointOptions& options) {
  int ends[2];
  if (::pipe(ends) != 0) return {FunctionCheck::Status::Stopped, "no pipe can be opened"};
  const pid_t child = ::fork();
  if (child < 0) return {FunctionCheck::Status::Stopped, "no process can be started"};
  if (child == 0) {
    ::close(ends[0]);
    run_child(function, options, ends[1]);
  }
  ::close(ends[1]);
  bool in_time = true;
  const std::string said = listen(ends[0], child, options.seconds, in_time);
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  return outcome_of(said, status, in_time);
}

// An option that names nothing was perhaps meant for something.
template <class V>
void warn_unused(const char* option, const std::map<std::string, V>& given, const std::vector<CheckedFunction>& all) {
  for (const auto& [key, value] : given) {
    (void)value;
    bool is_used = false;
    for (const CheckedFunction& function : all)
      for (const std::string& parameter : function.parameters)
        is_used |= key == parameter || key == function.name + "." + parameter;
    if (!is_used)
      std::fprintf(stderr, "retrograd: %s %s=…: no function here has this parameter\n", option, key.c_str());
  }
}

}  // namespace detail

// Prints "f.cpp:3: right: f by x at 3 points, …" for each. 0: all that could be checked is right; 1: it isn't.
inline int run_checks(const PointOptions& options, const std::vector<CheckedFunction>& functions) {
  static const char* const words[] = {"right", "wrong", "skipped", "stopped"};
  int counts[4] = {0, 0, 0, 0};
  detail::warn_unused("--size", options.sizes, functions);
  detail::warn_unused("--set", options.values, functions);
  for (const CheckedFunction& function : functions) {
    const FunctionCheck result = detail::check_apart(function, options);
    const int status = static_cast<int>(result.status);
    ++counts[status];
    std::printf("%s: %s: %s%s%s\n", function.place.c_str(), words[status], function.name.c_str(),
                result.status == FunctionCheck::Status::Right ? " " : ", ", result.text.c_str());
    std::fflush(stdout);
  }
  const auto [right, wrong, skipped, stopped] = counts;
  std::printf("%d right, %d wrong, %d stopped, %d skipped%s\n", right, wrong, stopped, skipped,
              right + wrong + stopped == 0 ? ": nothing was checked" : "");
  std::fflush(stdout);
  return wrong + stopped > 0 ? 1 : 0;
}

}  // namespace retrograd
