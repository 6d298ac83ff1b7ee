// Every message of the compiler is one row of messages.def; a Sink shows it (through Clang, or plainly for .ir files).
#pragma once

#include "ir/ir.h"

#include <set>
#include <string>
#include <vector>

namespace retrograd::diag {

enum class Severity { Error, Warning, Note };

enum class Message {
#define MESSAGE(id, severity, text) id,
#include "diag/messages.def"
#undef MESSAGE
};

Severity severityOf(Message message);
// The row's text with {0}, {1}, … replaced.
std::string format(Message message, const std::vector<std::string>& arguments);

// A note says the way out, or where the data came from.
struct Note {
  Message message;
  ir::Location location;
  std::vector<std::string> arguments;
};

class Sink {
public:
  virtual ~Sink() = default;
  void report(Message message, ir::Location location, const std::vector<std::string>& arguments = {},
              const std::vector<Note>& notes = {});
  unsigned errorCount() const { return errors_; }
  // Notes behind every error, for as long as they are pushed.
  void push(Note note) { context_.push_back(std::move(note)); }
  void pop() { context_.pop_back(); }

protected:
  virtual void show(Severity severity, ir::Location location, const std::string& text) = 0;

private:
  unsigned errors_ = 0;
  std::set<std::string> shown_;
  std::vector<Note> context_;
};

// What is being worked on when an error is met: a note behind each, innermost first.
class Context {
public:
  Context(Sink& sink, Note note) : sink_(sink) { sink_.push(std::move(note)); }
  ~Context() { sink_.pop(); }
  Context(const Context&) = delete;

private:
  Sink& sink_;
};

// For what is tried first and reported elsewhere: counts errors, shows none.
class SilentSink : public Sink {
  void show(Severity, ir::Location, const std::string&) override {}
};

}  // namespace retrograd::diag
