#include "frontend/injection.h"

#include "clang/Lex/Pragma.h"
#include "frontend/annotations.h"
#include "llvm/Support/MemoryBuffer.h"

namespace retrograd::frontend {

using namespace clang;

namespace {

constexpr const char* endPragma = "retrograd_end_of_unit";
// The namespace gives the parser a declaration to finish, so that what stands before it is complete when the pragma
// behind it is lexed.
constexpr const char* endLines = "namespace retrograd {}\n#pragma retrograd_end_of_unit\n";

class EndOfUnitHandler : public PragmaHandler {
public:
  explicit EndOfUnitHandler(std::function<void(SourceLocation)> action)
      : PragmaHandler(endPragma), action_(std::move(action)) {}

  void HandlePragma(Preprocessor& preprocessor, PragmaIntroducer introducer, Token&) override {
    preprocessor.DiscardUntilEndOfDirective();
    action_(introducer.Loc);
  }

private:
  std::function<void(SourceLocation)> action_;
};

// A function whose closing brace ends a declaration at namespace scope, so that another may follow it there.
bool standsAtNamespaceScope(const FunctionDecl* function) {
  return function->getLexicalDeclContext()->isFileContext() || isa<LinkageSpecDecl>(function->getLexicalDeclContext());
}

}  // namespace

Injection::Injection(CompilerInstance& compiler, Text text)
    : compiler_(compiler), text_(std::move(text)), spelling_(compiler) {
  Preprocessor& preprocessor = compiler.getPreprocessor();
  preprocessor.setTokenWatcher([this](const Token& token) { onToken(token); });
  preprocessor.AddPragmaHandler(new EndOfUnitHandler([this](SourceLocation where) { onEndOfUnit(where); }));
  annotations::onAutodiffFunction([this](FunctionDecl* function) { onFunction(function); });
  // A precompiled header gets no definitions: the unit that includes it does.
  if (compiler.getFrontendOpts().ProgramAction != clang::frontend::GeneratePCH) appendPragmaToMainFile();
}

Injection::~Injection() { annotations::onAutodiffFunction(nullptr); }

// The main file gets a new file id, because the old one's range of locations has no room for more text. The two
// empty lines protect from a last line that ends in a backslash.
void Injection::appendPragmaToMainFile() {
  SourceManager& sources = compiler_.getSourceManager();
  const FileID original = sources.getMainFileID();
  const std::optional<llvm::MemoryBufferRef> buffer = sources.getBufferOrNone(original);
  if (!buffer) return;  // Clang reports it
  const std::string text = (buffer->getBuffer() + "\n\n" + endLines).str();
  auto extended = llvm::MemoryBuffer::getMemBufferCopy(text, buffer->getBufferIdentifier());
  const SrcMgr::CharacteristicKind kind = sources.getFileCharacteristic(sources.getLocForStartOfFile(original));
  if (OptionalFileEntryRef file = sources.getFileEntryRefForID(original)) {
    sources.overrideFileContents(*file, std::move(extended));
    sources.setMainFileID(sources.createFileID(*file, SourceLocation(), kind));
  } else {
    sources.setMainFileID(sources.createFileID(std::move(extended), kind));
  }
}

void Injection::onFunction(FunctionDecl* function) {
  // The attribute is handled when the function's declarator has been read and the token after it lexed. Where that
  // is not the body's brace (a mere declaration, a function-try-block) there is nothing to follow.
  if (state_ != State::Idle || !atOpeningBrace_ || !standsAtNamespaceScope(function)) return;
  state_ = State::InBody;
  depth_ = 1;
  function_ = function;
}

void Injection::onToken(const Token& token) {
  spelling_.onToken(token);
  atOpeningBrace_ = token.is(tok::l_brace);
  switch (state_) {
  case State::Idle: break;
  case State::InBody:
    if (token.is(tok::l_brace)) ++depth_;
    if (token.is(tok::r_brace) && --depth_ == 0) {
      state_ = State::BeforeFirstSemicolon;
      pushSemicolons(token.getLocation());
    }
    break;
  case State::BeforeFirstSemicolon: state_ = State::BeforeSecondSemicolon; break;
  case State::BeforeSecondSemicolon:
    state_ = State::Idle;
    if (function_->hasBody())
      enter(text_.behind(function_), "<derivatives of " + function_->getNameAsString() + ">", token.getLocation());
    break;
  }
}

void Injection::pushSemicolons(SourceLocation location) {
  auto tokens = std::make_unique<Token[]>(2);
  for (int i = 0; i < 2; ++i) {
    tokens[i].startToken();
    tokens[i].setKind(tok::semi);
    tokens[i].setLocation(location);
  }
  compiler_.getPreprocessor().EnterTokenStream(std::move(tokens), 2, /*DisableMacroExpansion=*/true,
                                               /*IsReinject=*/false);
}

void Injection::onEndOfUnit(SourceLocation location) {
  if (ended_ == text_.atEnd.size() || !compiler_.hasSema()) return;
  // Anywhere but in our own namespace at global scope a brace is missing, which Clang is about to say.
  const DeclContext* context = compiler_.getSema().CurContext;
  const bool isOurs = context->isNamespace() && context->getParent()->isTranslationUnit();
  if (!context->isTranslationUnit() && !isOurs) return;
  std::string text = text_.atEnd[ended_++]();
  if (ended_ < text_.atEnd.size()) text += endLines;
  enter(text, "<derivatives>", location);
}

// As a system header: warnings that the user asked for are about the user's code.
void Injection::enter(const std::string& text, const std::string& bufferName, SourceLocation location) {
  if (text.empty()) return;
  SourceManager& sources = compiler_.getSourceManager();
  const SourceLocation from = sources.getExpansionLoc(location);
  const FileID file = sources.createFileID(llvm::MemoryBuffer::getMemBufferCopy(text, bufferName), SrcMgr::C_System,
                                           /*LoadedID=*/0, /*LoadedOffset=*/0, from);
  compiler_.getPreprocessor().EnterSourceFile(file, /*Dir=*/nullptr, from);
}

}  // namespace retrograd::frontend
