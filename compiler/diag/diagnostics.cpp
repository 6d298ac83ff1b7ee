#include "diag/diagnostics.h"

namespace retrograd::diag {

namespace {
struct Row {
  Severity severity;
  const char* text;
};
constexpr Row rows[] = {
#define MESSAGE(id, severity, text) {Severity::severity, text},
#include "diag/messages.def"
#undef MESSAGE
};
}  // namespace

Severity severityOf(Message message) { return rows[static_cast<std::size_t>(message)].severity; }

std::string format(Message message, const std::vector<std::string>& arguments) {
  std::string text = rows[static_cast<std::size_t>(message)].text;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string hole = "{" + std::to_string(i) + "}";
    for (auto at = text.find(hole); at != std::string::npos; at = text.find(hole, at + arguments[i].size()))
      text.replace(at, hole.size(), arguments[i]);
  }
  return text;
}

void Sink::report(Message message, ir::Location location, const std::vector<std::string>& arguments,
                  const std::vector<Note>& notes) {
  if (severityOf(message) == Severity::Error) ++errors_;
  // Several derivatives of one function meet the same problem: it is said once, of the names that the user gave.
  const std::string id = std::to_string(static_cast<int>(message));
  const bool isError = severityOf(message) == Severity::Error, isLocated = location.raw || location.line;
  if (isError && !isLocated && shown_.count(id)) return;
  const std::string place =
      std::to_string(location.raw) + ":" + std::to_string(location.line) + ":" + std::to_string(location.column) + ":";
  if (!shown_.insert(place + (isError && isLocated ? id : format(message, arguments))).second) return;
  shown_.insert(id);
  show(severityOf(message), location, format(message, arguments));
  auto add = [&](const Note& note) {
    show(Severity::Note, note.location.raw || note.location.line ? note.location : location,
         format(note.message, note.arguments));
  };
  for (const Note& note : notes) add(note);
  if (location.inside) add({Message::InsideLibrary, {location.inside, 0, 0}, {}});
  for (auto note = context_.rbegin(); note != context_.rend(); ++note) add(*note);
}

}  // namespace retrograd::diag
