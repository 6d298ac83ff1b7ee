// Imports one function's body. Internal to the frontend; import.h is the interface.
//
// Expressions of the IR are pure. So value() and place() put what an expression of C++ does beside giving a value
// (assignments, calls, ++) into the current block, as statements, and return what is left. Operands are evaluated from
// left to right, as Clang does; an operand that a later one's effects would change is kept in a local first
// (operands()).
//
// One file for each group of constructs:
//   import_expressions  literals, names, arithmetic, conditions    import_statements  sequences, if, return, exits
//   import_casts        conversions                                import_loops       for, while, do, range-for
//   import_places       lvalues, pointers                          import_switch      switch
//   import_assignments  =, +=, ++                                  import_variables   declarations
//   import_calls        calls of functions                         import_aggregates  arrays, records, initialisers
//   import_classes      members, constructors, references returned import_closures    lambdas
//   import_moves        what was moved from                        import_elements   loops over elements
//   import_library      <cmath>, std::min and such                 import_verbatim    printf, assert, throw
//   import_containers   std::array, std::vector                    import_iterators   iterators
//   import_tuples       std::pair, std::tuple                      import_memory      std::memcpy, std::sort
//   import_complex      std::complex                               import_spans       std::span
//   import_owners       std::unique_ptr, new and delete            import_callables   functions as values
#pragma once

#include "frontend/containers.h"
#include "frontend/effects.h"
#include "frontend/exits.h"
#include "frontend/import_state.h"
#include "frontend/library.h"
#include "ir/build.h"

namespace retrograd::frontend {

// The IR's operation for an arithmetic, comparison or bit operator.
std::optional<ir::OperationKind> operationOf(clang::BinaryOperatorKind kind);

class FunctionImporter {
public:
  FunctionImporter(ImportState& state, const clang::FunctionDecl& declaration, ir::Function& function);
  bool run();  // false after an error

private:
  // What running off the end of the statement at hand amounts to anyway: an exit of that kind there needs no flag.
  struct Tail {
    bool returns = false, breaks = false, continues = false;
  };
  // A loop or switch that is being imported; the flags are made when first needed.
  struct Target {
    bool isLoop = false;
    ir::Variable* stop = nullptr;  // set by break
    ir::Variable* skip = nullptr;  // set by continue, for the rest of an iteration
  };
  // An operand: a value or (for what must stay an lvalue) a place.
  struct Operand {
    ir::ExpressionPtr value;
    std::optional<ir::Place> place;
  };
  using Lower = std::function<Operand()>;
  using Statements = llvm::ArrayRef<const clang::Stmt*>;

  void importParameter(const clang::ParmVarDecl* declaration, unsigned index);

  // ---- blocks
  void emit(ir::Statement statement, clang::SourceLocation location = {});
  template <class Action> ir::Block collect(const Action& action) {
    ir::Block collected;
    ir::Block* outer = std::exchange(block_, &collected);
    action();
    block_ = outer;
    return collected;
  }
  void append(ir::Block statements);
  void emitBranch(ir::ExpressionPtr condition, ir::Block then, ir::Block otherwise,
                  clang::SourceLocation location = {});
  ir::Variable* newLocal(const std::string& name, const ir::Type* type, clang::SourceLocation location = {});
  ir::ExpressionPtr keep(const std::string& name, ir::ExpressionPtr value);  // in a local of its own
  ir::Place keepAddress(const ir::Place& place);
  // The same place, by its address if writing to it may move it: w[int(w[0])]. Then it can be named in several
  // statements.
  ir::Place settled(const ir::Place& place);
  Effects effectsOf(const ir::Block& block) const { return Effects(block, facts_); }
  std::vector<Operand> operands(const std::vector<Lower>& lower);
  std::vector<ir::ExpressionPtr> values(llvm::ArrayRef<const clang::Expr*> expressions);

  // ---- messages
  void refuse(clang::SourceLocation location, diag::Message message, std::vector<std::string> arguments,
              diag::Message note);
  ir::ExpressionPtr refuseValue(const clang::Expr* expression, diag::Message message,
                                std::vector<std::string> arguments, diag::Message note);
  ir::Place refusePlace(const clang::Expr* expression, diag::Message message, std::vector<std::string> arguments,
                        diag::Message note);
  ir::ExpressionPtr unsupported(const clang::Expr* expression);
  void refuseHidden(const clang::Expr* made);  // an object of a class that the IR doesn't look into
  // Messages for constructs known by name (lambda, new, throw, …); false if it isn't one of these.
  bool refuseKnown(const clang::Stmt* statement);
  const ir::Type* type(clang::QualType type, clang::SourceLocation location);  // int after an error
  ir::Variable* placeholder(const ir::Type* type);
  bool isPlaceholder(const clang::Expr* expression) const;

  // ---- expressions
  ir::ExpressionPtr value(const clang::Expr* expression);
  ir::ExpressionPtr valueOf(const clang::Expr* expression);
  // The expression below parentheses, clean-ups, default arguments and the like.
  static const clang::Expr* strip(const clang::Expr* expression);
  ir::ExpressionPtr literal(const clang::Expr* expression);
  std::string spellingOf(const clang::Expr* literal) const;
  ir::ExpressionPtr integerConstant(const llvm::APSInt& value, const ir::Type* type);
  ir::ExpressionPtr floatConstant(const llvm::APFloat& value, const ir::Type* type);
  ir::ExpressionPtr zeroOf(const ir::Type* type);
  ir::ExpressionPtr name(const clang::DeclRefExpr* expression);
  ir::ExpressionPtr binary(const clang::BinaryOperator* expression);
  ir::ExpressionPtr pointerArithmetic(const clang::BinaryOperator* expression);
  ir::ExpressionPtr negatedOffset(ir::ExpressionPtr offset);
  ir::ExpressionPtr arithmetic(clang::BinaryOperatorKind kind, ir::ExpressionPtr left, ir::ExpressionPtr right,
                               const ir::Type* type);
  ir::ExpressionPtr logical(const clang::BinaryOperator* expression);
  ir::ExpressionPtr unary(const clang::UnaryOperator* expression);
  ir::ExpressionPtr conditional(const clang::AbstractConditionalOperator* expression);
  ir::ExpressionPtr notOf(ir::ExpressionPtr condition);
  ir::ExpressionPtr conjunction(ir::ExpressionPtr a, ir::ExpressionPtr b);
  void discard(const clang::Expr* expression);
  void discardBinary(const clang::BinaryOperator* expression);

  // ---- casts
  ir::ExpressionPtr castValue(const clang::CastExpr* expression);
  ir::ExpressionPtr convert(ir::ExpressionPtr value, const ir::Type* type);
  ir::ExpressionPtr convertedLiteral(const clang::Expr* operand, clang::CastKind kind, const ir::Type* type);
  ir::ExpressionPtr load(const clang::Expr* lvalue);
  ir::ExpressionPtr constantValue(const clang::Expr* expression);
  ir::ExpressionPtr namedValue(const clang::VarDecl* constant, const clang::Expr* use);
  ir::ExpressionPtr decay(const clang::CastExpr* expression);

  // ---- places
  ir::Place place(const clang::Expr* expression);
  ir::Place placeOf(const clang::Expr* expression);
  ir::Place placeOfName(const clang::DeclRefExpr* expression);
  ir::Place placeOfVariable(const clang::VarDecl* variable, const clang::Expr* use);
  ir::Place placeOfMember(const clang::MemberExpr* expression);
  ir::Place placeOfSubscript(const clang::ArraySubscriptExpr* expression);
  ir::ExpressionPtr subscript(const clang::Expr* expression);
  ir::ExpressionPtr wholeCounter(ir::ExpressionPtr index);
  ir::Place placeOfUnary(const clang::UnaryOperator* expression);
  ir::Place placeOfCall(const clang::CallExpr* expression);
  ir::Place placeOfOperatorCall(const clang::CXXOperatorCallExpr* expression);
  ir::Place chosenPlace(ir::ExpressionPtr condition, const clang::Expr* first, const clang::Expr* second);
  ir::Place dereference(ir::ExpressionPtr pointer);
  ir::Place elementOf(ir::ExpressionPtr pointer, ir::ExpressionPtr index);
  ir::ExpressionPtr addToPointer(ir::ExpressionPtr pointer, ir::ExpressionPtr offset);
  ir::ExpressionPtr address(ir::Place place, const ir::Type* pointee, bool isConst);

  // ---- assignments
  ir::Place assignment(const clang::BinaryOperator* expression);
  ir::Place compoundAssignment(const clang::CompoundAssignOperator* expression);
  ir::ExpressionPtr compoundValue(const clang::CompoundAssignOperator* expression, const ir::Place& target,
                                  ir::ExpressionPtr right);
  ir::Place increment(const clang::UnaryOperator* expression, ir::ExpressionPtr* before);
  void store(const ir::Place& target, ir::ExpressionPtr value, clang::SourceLocation location);
  bool storeAsSum(const ir::Place& target, const ir::ExpressionPtr& value, clang::SourceLocation location);

  // ---- variables, arrays, records
  void declare(const clang::DeclStmt* statement);
  void declare(const clang::VarDecl* variable);
  bool isAlwaysTheSame(const clang::Expr* init);
  void declareReference(const clang::VarDecl* variable);
  void initialise(ir::Variable* variable, const clang::Expr* init);
  void initialiseAggregate(ir::Variable* variable, const clang::Expr* init);
  void fill(const ir::Place& target, const clang::Expr* init, bool isZero);
  void fillMembers(const ir::Place& target, const clang::InitListExpr* list, bool isZero);
  void fillElements(const ir::Place& target, const clang::InitListExpr* list, bool isZero);
  static const clang::InitListExpr* elementsOf(const clang::InitListExpr* list);
  void zeroFill(const ir::Place& target);
  bool leavesZeros(const clang::Expr* init);
  ir::Place temporary(const clang::Expr* expression, const std::string& name);
  // Below the conversions that say nothing about a record: the expression that makes it.
  static const clang::Expr* recordSource(const clang::Expr* expression);
  ir::ExpressionPtr aggregateValue(const clang::Expr* expression);
  ir::ExpressionPtr conditionalRecord(const clang::ConditionalOperator* expression);
  void construct(const ir::Place& target, const clang::CXXConstructExpr* expression, bool isZero);
  std::string zeroText(const ir::Type* type);
  bool isCopy(const clang::CXXConstructExpr* expression) const;

  // ---- moves
  bool isEmptied(const clang::Expr* source, const clang::FunctionDecl* taker, unsigned parameter);
  const clang::Expr* emptiedSource(const clang::Expr* made);
  void emptyVectors(const ir::Place& place, clang::SourceLocation location);
  ir::Place assignObject(const clang::CallExpr* assignment, const clang::Expr* source, const Lower& target,
                         const std::function<void(const ir::Place&, const ir::ExpressionPtr&)>& assign);
  ir::ExpressionPtr movedValue(const clang::Expr* source);

  // ---- lambdas
  void bindCaptures(const clang::CXXMethodDecl* callOperator, const ir::Place& closure);
  void fillClosure(const ir::Place& target, const clang::LambdaExpr* lambda);
  void copyElements(const ir::Place& target, const ir::Place& source);

  // ---- functions as values
  void bindCallables();
  std::optional<Callable> callableOf(const clang::Expr* expression) const;
  ir::ExpressionPtr refuseCallable(const clang::Expr* expression);
  bool declareCallable(const clang::VarDecl* variable);
  ir::Place assignCallable(const clang::Expr* left, const clang::Expr* right);
  ir::ExpressionPtr numberConstant(const clang::FunctionDecl* function);
  ir::ExpressionPtr functionNumber(const clang::Expr* expression);
  ir::ExpressionPtr heldValue(const clang::Expr* expression);
  ir::Place heldPlace(const clang::Expr* expression);
  ir::ExpressionPtr isFunction(const clang::Expr* expression);
  static const clang::Expr* calledCallable(const clang::CallExpr* call);
  CallParts partsOf(const clang::Expr* expression) const;
  const clang::FunctionDecl* calleeOf(const clang::CallExpr* call) const;
  ir::ExpressionPtr callOneOf(const clang::CallExpr* call, const Callable& callable);
  Operand emptyClosure(const clang::FunctionDecl* callee);
  bool refuseTarget(const clang::CallExpr* call);

  // ---- classes
  void beginSelf();
  void endConstructor();
  ir::ExpressionPtr thisPointer(const clang::CXXThisExpr* expression);
  ir::Place basePlace(ir::Place object, const clang::CastExpr* conversion);
  ir::Place partOf(ir::Place whole, clang::QualType base);
  std::optional<ir::Place> wholeAround(ir::Place part, const ir::Type* whole) const;
  ir::Place derivedPlace(ir::Place part, const ir::Type* derived, const clang::Expr* use);
  Operand object(const clang::Expr* expression);
  bool refuseMember(const clang::CXXMethodDecl* method, const clang::Expr* object, clang::SourceLocation location);
  bool isConstructorCall(const clang::Expr* expression) const;
  void constructElements(const ir::Place& target, const clang::CXXConstructExpr* expression);
  void initialiseMembers(const ir::Place& object, const clang::CXXConstructorDecl* constructor);
  void constructInherited(const ir::Place& target, const clang::CXXInheritedCtorInitExpr* init);
  void initialiseMember(const ir::Place& target, const clang::Expr* init);
  ir::Place returnedPlace(const clang::CallExpr* expression);
  ir::Place argumentOfCall(const clang::CallExpr* expression, unsigned argument);
  bool isBindable(const ir::ExpressionPtr& value) const;
  void bindParameter(const clang::ParmVarDecl* parameter, Operand argument, const Escapes& escapes);
  std::optional<ir::Place> inlinedPlace(const CallParts& parts);

  clang::SourceLocation shownLocation(clang::SourceLocation location) const;
  ir::Location located(clang::SourceLocation location) const;

  // ---- std::pair, std::tuple
  std::optional<ir::Place> elementByNumber(const clang::CallExpr* expression);
  std::optional<std::vector<const clang::Expr*>> tupleArguments(const clang::Expr* made) const;
  void fillTuple(const ir::Place& target, llvm::ArrayRef<const clang::Expr*> arguments, const clang::Expr* made);
  void convertParts(const ir::Place& target, const ir::Place& source, const clang::Expr* made);
  void assignConverted(const ir::Place& target, ir::ExpressionPtr value, const clang::Expr* made);
  bool isTupleAssignment(const clang::CXXOperatorCallExpr* expression) const;
  std::optional<ir::Place> assignTuple(const clang::CXXOperatorCallExpr* expression);

  // ---- std::complex
  struct Complex {
    ir::ExpressionPtr real, imag;  // without imag: a real number
  };
  bool isComplexArithmetic(const clang::CallExpr* call) const;
  bool isPartOfComplex(const clang::CallExpr* call) const;
  bool isComplexMade(const clang::Expr* made) const;
  Complex complexAt(const ir::Place& place) const;
  Complex complexOperand(const clang::Expr* expression, const ir::Type* real);
  std::vector<Complex> complexOperands(llvm::ArrayRef<const clang::Expr*> expressions, const ir::Type* real,
                                       bool areReferences);
  Complex named(Complex z);
  ir::ExpressionPtr complexRow(const std::string& name, const ir::Type* real, std::vector<ir::ExpressionPtr> arguments);
  Complex complexRows(const std::string& name, const ir::Type* real, const std::vector<ir::ExpressionPtr>& arguments);
  Complex complexProduct(clang::OverloadedOperatorKind kind, Complex a, Complex b, const ir::Type* real);
  Complex complexBinary(clang::OverloadedOperatorKind kind, Complex a, Complex b, const ir::Type* real);
  Complex complexCall(const clang::CallExpr* call, const ir::Type* real);
  Complex complexConstruction(const clang::CXXConstructExpr* made, const ir::Type* real);
  Complex complexValue(const clang::Expr* expression);
  void storeComplex(const ir::Place& target, Complex value, clang::SourceLocation location);
  void fillComplex(const ir::Place& target, const clang::Expr* made);
  ir::ExpressionPtr partOfComplex(const clang::CallExpr* call);
  std::optional<ir::Place> complexAssignment(const clang::CXXOperatorCallExpr* expression);
  bool setComplexPart(const clang::CallExpr* call);

  // ---- std::span
  struct Span {
    ir::ExpressionPtr data, size;
  };
  bool isSpanMade(const clang::Expr* made) const;
  Span spanAt(const ir::Place& place, bool isConst);
  Span spanOver(const clang::Expr* range);
  Span madeSpan(const clang::CXXConstructExpr* construction);
  Span partOfSpan(const clang::CallExpr* expression);
  Span spanOf(const clang::Expr* expression);
  void fillSpan(const ir::Place& target, const Span& span, clang::SourceLocation location);
  ir::Place localSpan(const std::string& name, const ir::Type* type, const ir::Place& view, clang::SourceLocation at);

  // ---- std::unique_ptr<T[]>, new T[n]
  bool isOwnerMade(const clang::Expr* made) const;
  ir::ExpressionPtr ownedSize(const clang::Expr* made);
  void declareNew(const clang::VarDecl* variable, const clang::CXXNewExpr* made);
  static bool isOwned(const clang::Expr* pointer);
  ir::ExpressionPtr refuseOwned(const clang::Expr* question);
  bool deleteOwned(const clang::CXXDeleteExpr* expression);

  // ---- calls
  ir::ExpressionPtr call(const clang::CallExpr* expression, bool isDiscarded);  // null if void or discarded
  bool callInto(const ir::Place& target, const clang::Expr* expression, bool declares);
  bool isImportedCall(const clang::Expr* expression);
  ir::ExpressionPtr constantCall(const clang::CallExpr* expression);
  std::optional<ir::Call> makeCall(const clang::Expr* expression);
  Operand argument(const clang::Expr* expression, const ir::Type* parameter);
  std::optional<std::vector<Callable>> callableArguments(const CallParts& parts);
  bool refuseCallee(const clang::Expr* expression);
  ir::ExpressionPtr returned(const clang::Expr* expression);
  ir::ExpressionPtr operatorCall(const clang::CXXOperatorCallExpr* expression);
  bool isOpaqueAssignment(const clang::CXXOperatorCallExpr* expression);
  const ir::Type* typeOrInt(clang::QualType type);

  // ---- functions of the standard library with a meaning of their own
  Library libraryOf(const clang::CallExpr* expression) const;
  ir::ExpressionPtr libraryCall(const clang::CallExpr* expression, bool isDiscarded);
  std::optional<ir::OperationKind> standardOperator(const clang::CallExpr* expression) const;
  ir::ExpressionPtr mathCall(const clang::CallExpr* expression);
  ir::ExpressionPtr numberAs(const clang::Expr* argument, const ir::Type* type);
  ir::ExpressionPtr simple(const std::string& name, ir::ExpressionPtr value);
  ir::ExpressionPtr integerAbs(const clang::CallExpr* expression);
  ir::ExpressionPtr extreme(ir::ExpressionPtr a, ir::ExpressionPtr b, bool isMax);
  ir::ExpressionPtr extremum(const clang::CallExpr* expression, bool isMax);
  std::vector<ir::ExpressionPtr> referencedValues(llvm::ArrayRef<const clang::Expr*> expressions);
  std::vector<ir::Place> argumentPlaces(const clang::CallExpr* expression, unsigned count);
  ir::Place lesserPlace(const ir::Place& less, const ir::Place& than, const ir::Place& second, const ir::Place& first,
                        bool isConst);
  ir::Place extremumPlace(const clang::CallExpr* expression, bool isMax);
  ir::Place clampPlace(const clang::CallExpr* expression);
  bool mayChange(const clang::CallExpr* clamp) const;
  ir::ExpressionPtr clamp(const clang::CallExpr* expression);
  ir::ExpressionPtr splitCall(const clang::CallExpr* expression, Library kind);
  void sincos(const clang::CallExpr* expression);
  void swap(const clang::CallExpr* expression);
  void refuseOwnSwap(const clang::CallExpr* expression, clang::QualType type);
  ir::ExpressionPtr copyRange(const clang::CallExpr* expression, bool backward);
  ir::ExpressionPtr bytesAsCount(const clang::Expr* bytes, clang::QualType element);
  ir::Variable* sizedLocal(const std::string& name, const ir::Type* element, const ir::ExpressionPtr& size);
  ir::ExpressionPtr memoryCall(const clang::CallExpr* expression, bool isDiscarded);
  ir::ExpressionPtr sort(const clang::CallExpr* expression);
  void swapPlaces(const ir::Place& a, const ir::Place& b, clang::SourceLocation location);

  // ---- std::array, std::vector, iterators
  std::optional<ir::Place> containerPlace(const clang::CallExpr* expression);
  ir::ExpressionPtr containerCallValue(const clang::CallExpr* expression);
  ir::ExpressionPtr containerValue(const clang::CallExpr* expression, bool& known);
  ir::Place elementFrom(ir::ExpressionPtr iterator, ir::ExpressionPtr index, bool isReverse);
  ir::ExpressionPtr advanced(ir::ExpressionPtr iterator, ir::ExpressionPtr offset, bool isBack);
  ir::ExpressionPtr distance(ir::ExpressionPtr first, ir::ExpressionPtr last, const ir::Type* type, bool isReverse);
  std::optional<ir::Place> iteratorPlace(const clang::CallExpr* expression);
  ir::ExpressionPtr iteratorValue(const clang::CallExpr* expression, bool& known);
  ir::Place containerObject(const clang::Expr* expression);
  ir::ExpressionPtr sizeConstant(std::uint64_t number);
  ir::ExpressionPtr sizeOf(const ir::Place& container);
  ir::ExpressionPtr dataOf(const ir::Place& container, bool isConst);
  ir::Place objectBefore(const clang::Expr* object, const std::function<void(const ir::Place&)>& arguments);
  ir::Place elementAt(const ir::Place& container, ir::ExpressionPtr index);
  void checkSubscript(const ir::Place& container, const ir::ExpressionPtr& index, clang::SourceLocation location);
  ir::Place lastOf(const ir::Place& container);
  ir::Place assignContainer(const ContainerCall& call, const clang::CallExpr* expression);
  ir::ExpressionPtr positionOf(const clang::Expr* iterator, const ir::Place& vector);
  void moveElements(const ir::Place& vector, ir::Loop loop, ir::OperationKind kind, const ir::ExpressionPtr& by);
  ir::ExpressionPtr changeElements(const ContainerCall& call, const clang::CallExpr* expression);
  bool changeContainer(const ContainerCall& call, const clang::CallExpr* expression);
  bool assignRange(const ContainerCall& call, clang::SourceLocation location);
  bool resizeTo(const ContainerCall& call, bool isAssign, clang::SourceLocation location);
  ir::ExpressionPtr elementValue(const clang::Expr* expression);
  void resize(const ir::Place& vector, const ir::ExpressionPtr& size, clang::SourceLocation location);
  ir::ExpressionPtr pushedElement(const ir::Place& vector, const ContainerCall& call,
                                  const clang::CallExpr* expression);
  std::optional<ir::Place> pushBack(const ContainerCall& call, const clang::CallExpr* expression);
  void forEachNumber(const ir::ExpressionPtr& begin, const ir::ExpressionPtr& end,
                     const std::function<void(const ir::ExpressionPtr&)>& body);
  void fillElements(const ir::Place& container, const ir::ExpressionPtr& begin, const ir::ExpressionPtr& end,
                    const ir::ExpressionPtr& element);
  void copyElements(const ir::Place& target, const ir::Place& source, const ir::ExpressionPtr& count);
  void copyElement(const ir::Place& target, const ir::Place& source, clang::SourceLocation location);
  void copyFrom(const ir::Place& target, const ir::ExpressionPtr& first, const ir::ExpressionPtr& count, bool isReverse,
                clang::SourceLocation location);
  void constructVector(ir::Variable* variable, const clang::CXXConstructExpr* construction);
  void constructSized(ir::Variable* variable, const clang::CXXConstructExpr* construction);
  void fillNested(const ir::Place& vector, const std::vector<ir::ExpressionPtr>& extents, std::size_t level,
                  const ir::ExpressionPtr& element);

  // ---- what the library makes without a word of the user's
  ir::ExpressionPtr defaultElement(clang::QualType type, clang::SourceLocation location);
  void zeroParts(const ir::Place& target);
  void fillDefault(const ir::Place& target, clang::QualType type, bool isZero, clang::SourceLocation location);
  void constructDefault(const ir::Place& target, const clang::CXXConstructorDecl* constructor,
                        clang::SourceLocation location);
  ir::ExpressionPtr constructed(const clang::CXXConstructorDecl* constructor,
                                const std::vector<const clang::Expr*>& arguments, clang::SourceLocation location);
  ir::ExpressionPtr emplaced(clang::QualType type, const std::vector<const clang::Expr*>& arguments,
                             clang::SourceLocation location);

  // ---- statements
  void sequence(Statements statements, Tail tail);
  void statement(const clang::Stmt* statement, Tail tail);
  void compound(const clang::CompoundStmt* statement, Tail tail);
  bool absorbs(const clang::Stmt* statement);
  void branch(const clang::IfStmt* statement, Statements rest, Tail tail);
  const clang::IfStmt* asBranch(const clang::Stmt* statement) const;
  void returnStatement(const clang::ReturnStmt* statement, Tail tail);
  void continueStatement(Tail tail);
  void raise(ir::Variable*& flag, const std::string& name);
  ir::ExpressionPtr noneRaised(const std::set<ir::Variable*>& flags);
  ir::ExpressionPtr condition(const clang::VarDecl* variable, const clang::Expr* condition);
  void refuseStatement(const clang::Stmt* statement);
  bool refuseDestructors(const clang::FunctionDecl& function);

  // ---- loops
  void forLoop(const clang::ForStmt* loop);
  void rangeLoop(const clang::CXXForRangeStmt* loop);
  void iterate(const clang::CXXForRangeStmt* loop);
  void declareParts(const clang::VarDecl* variable);
  void whileLoop(const clang::WhileStmt* loop);
  void doLoop(const clang::DoStmt* loop, Tail tail);
  void runOnce(const clang::Stmt* body, Tail tail);
  struct LoopParts {
    ir::Block conditionEffects;
    ir::ExpressionPtr condition;  // null: always true
    ir::Block body;               // with the increment
    Target target;
    std::set<ir::Variable*> raised;
  };
  LoopParts loopParts(const clang::VarDecl* variable, const clang::Expr* condition, const clang::Stmt* body,
                      const clang::Expr* increment);
  void loopBody(const clang::Stmt* body, const clang::Expr* increment);
  void emitWhile(LoopParts parts, clang::SourceLocation location);
  LoopParts rangeParts(const clang::CXXForRangeStmt* loop, const ir::Place& element);
  void declareElement(const clang::VarDecl* variable, const ir::Place& element);
  struct Counter {
    const clang::VarDecl* variable = nullptr;
    const clang::Expr* end = nullptr;
    const clang::Expr* offset = nullptr;  // in `i + offset < end`; subtracted if so
    bool isSubtracted = false;
    const clang::Expr* compared = nullptr;                   // the counter as the condition compares it
    ir::OperationKind comparison = ir::OperationKind::Less;  // as written, with the counter on the left
    ir::OperationKind relation = ir::OperationKind::Less;    // as the loop has it
    std::int64_t step = 0;
  };
  std::optional<Counter> counterOf(const clang::ForStmt* loop);
  std::optional<std::int64_t> stepOf(const clang::Expr* increment, const clang::VarDecl* variable);
  bool relationOf(const clang::Expr* condition, Counter& counter);
  bool staysInRange(const Counter& counter);
  bool leavesRoom(const Counter& counter, unsigned bits) const;
  ir::ExpressionPtr startOf(const Counter& counter, const ir::Type* type);
  ir::ExpressionPtr endOf(const Counter& counter, const ir::Type* type);
  bool startsAt(const clang::VarDecl* variable, bool exactlyZero);
  bool countedLoop(const clang::ForStmt* loop);

  // ---- switch
  struct Section {
    std::vector<const clang::SwitchCase*> labels;
    std::vector<const clang::Stmt*> statements;
    bool isDefault = false;
  };
  void switchStatement(const clang::SwitchStmt* statement, Tail tail);
  bool splitSections(const clang::SwitchStmt* statement, std::vector<Section>& sections);
  bool fallsThrough(const std::vector<Section>& sections);
  ir::ExpressionPtr matches(const Section& section, const ir::ExpressionPtr& choice);
  ir::ExpressionPtr matches(const clang::CaseStmt* label, const ir::ExpressionPtr& choice);
  void chooseSection(const std::vector<Section>& sections, const ir::ExpressionPtr& choice, Tail tail);
  void fallThroughSections(const std::vector<Section>& sections, const ir::ExpressionPtr& choice, Tail tail);

  // ---- passive statements kept as written
  bool verbatim(const clang::Expr* expression);
  bool isPrinting(const clang::Expr* expression) const;
  bool onlyReads(const clang::Expr* expression) const;
  ir::Variable* keptMember(const clang::MemberExpr* member);
  ir::Variable* keptBinding(const clang::DeclRefExpr* name);
  std::string textOf(const clang::Expr* expression, ir::Verbatim& statement);

  ImportState& state_;
  const clang::FunctionDecl& declaration_;
  ir::Function& function_;
  clang::ASTContext& context_;
  ir::TypeTable& types_;
  std::string displayName_;
  bool sound_ = true;

  ir::Block* block_ = nullptr;
  const ir::Block* wholeBody_ = nullptr;
  Escapes escapes_;
  ExitAnalysis exits_;
  Effects::Facts facts_;
  std::map<const clang::VarDecl*, ir::Variable*> variables_;
  std::map<const clang::ValueDecl*, ir::Place> captures_;
  std::optional<ir::Place> self_;  // *this
  Callables::Bound bound_;         // functions that parameters and captured variables lead to
  std::map<const clang::CallExpr*, const clang::FunctionDecl*> chosen_;  // of several functions, the one at hand
  // Parameters of functions that are followed where they are called.
  std::map<const clang::VarDecl*, ir::Place> boundPlaces_;
  std::map<const clang::VarDecl*, ir::ExpressionPtr> boundValues_;
  std::set<const clang::FunctionDecl*> inlining_;
  clang::SourceLocation followedFrom_;
  std::set<const ir::Variable*> placeholders_;
  std::set<const clang::VarDecl*> references_;  // imported as a pointer that is dereferenced at each use
  std::set<const ir::Variable*> addressTaken_;
  std::map<const clang::VarDecl*, ir::Variable*> owned_;     // what new gave a pointer: the vector that stands for it
  std::map<const ir::Variable*, const ir::Type*> narrowed_;  // loop counters wider than declared: the declared type
  std::vector<Target> targets_;                              // innermost last
  std::set<ir::Variable*> raised_;                           // flags that the statements imported so far may have set
  ir::Variable* result_ = nullptr;                           // holds the result where return isn't at the end
  ir::Variable* returned_ = nullptr;
};

}  // namespace retrograd::frontend
