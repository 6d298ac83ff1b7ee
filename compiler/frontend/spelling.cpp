#include "frontend/spelling.h"

#include "frontend/sink.h"

#include <vector>

namespace retrograd::frontend {

using namespace clang;

namespace {

const std::vector<StringRef> names = {"passive", "rule", "opaque", "generated", "autodiff"};

bool isNear(StringRef given, StringRef name) {
  return given != name && given.edit_distance(name, /*AllowReplacements=*/true, /*MaxEditDistance=*/2) <= 2;
}

// The attribute of ours that the user meant, "" where it is spelled right or is somebody else's, "?" where its scope is
// ours and its name is nothing near.
std::string meant(StringRef scope, StringRef name) {
  if (scope.empty()) return isNear(name, "autodiff") ? "autodiff" : "";
  const bool ours = scope == "autodiff" || scope == "retrograd";
  const bool near = isNear(scope, "autodiff") || isNear(scope, "retrograd");
  const std::string prefix = isNear(scope, "retrograd") || scope == "retrograd" ? "retrograd::" : "autodiff::";
  const bool isPlain = prefix == "autodiff::" && name == "autodiff";
  for (StringRef known : names)
    if (name == known && !isPlain) return ours || !near ? "" : prefix + known.str();
  if (!ours) return "";
  for (StringRef known : names)
    if (isNear(name, known) && known != "autodiff") return prefix + known.str();
  return isPlain || isNear(name, "autodiff") ? "autodiff" : "?";
}

}  // namespace

void AttributeSpelling::begin(const Token& token) {
  scope_ = usingScope_;
  name_ = token.getIdentifierInfo()->getName().str();
  location_ = token.getLocation();
  state_ = State::AfterName;
}

void AttributeSpelling::onToken(const Token& token) {
  const bool isName = !token.isAnnotation() && token.getIdentifierInfo();  // annotations: of pragmas
  switch (state_) {
  case State::Outside:
    if (token.is(tok::l_square)) state_ = State::OneBracket;
    return;
  case State::OneBracket:
    usingScope_.clear();
    state_ = token.is(tok::l_square) ? State::Item : State::Outside;
    return;
  case State::Item:
    if (token.is(tok::kw_using))
      state_ = State::AfterUsing;
    else if (isName)
      begin(token);
    else if (token.is(tok::r_square))
      state_ = State::Outside;
    return;
  case State::AfterUsing:
    if (isName)
      usingScope_ = token.getIdentifierInfo()->getName().str();
    else
      state_ = State::Item;
    return;
  case State::AfterName:
    if (token.is(tok::coloncolon)) {
      scope_ = name_;
      state_ = State::AfterScope;
      return;
    }
    check();
    depth_ = 0;
    state_ = token.is(tok::l_paren) ? State::Arguments : token.is(tok::r_square) ? State::Outside : State::Item;
    return;
  case State::AfterScope:
    if (isName) name_ = token.getIdentifierInfo()->getName().str();
    state_ = State::AfterName;
    return;
  case State::Arguments:
    if (token.is(tok::l_paren)) ++depth_;
    if (token.is(tok::r_paren) && depth_-- == 0) state_ = State::Item;
    return;
  }
}

void AttributeSpelling::check() {
  const std::string known = meant(scope_, name_);
  if (known.empty() || !reported_.insert(location_).second) return;
  report(scope_.empty() ? name_ : scope_ + "::" + name_, known);
}

void AttributeSpelling::report(const std::string& name, const std::string& known) {
  const ir::Location location = irLocation(location_, compiler_.getSourceManager());
  const diag::Note note = known == "?" ? diag::Note{diag::Message::KnownAttributes, {}, {}}
                                       : diag::Note{diag::Message::DidYouMean, {}, {known}};
  ClangSink(compiler_.getDiagnostics()).report(diag::Message::AttributeUnknown, location, {name}, {note});
}

}  // namespace retrograd::frontend
