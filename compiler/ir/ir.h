// The IR: structured, mutable, named, not SSA.
//
//   Module ── Function ── Block ── Statement ── Place, Expression
//
// Expressions are pure and immutable: they read variables and memory, they never write, and evaluating one
// twice gives the same value. Whatever has an effect is a statement. Nodes are values: copying a Block clones it.
// Variables, functions and types are identities: compared by address, owned by their Function and Module.
// Facts found by analyses live in side tables keyed by node address, never on the nodes.
#pragma once

#include "ir/type.h"

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

namespace retrograd::ir {

// Where a node comes from. `raw` is Clang's encoding (0 = none); line and column are for .ir files and reports.
struct Location {
  unsigned raw = 0, line = 0, column = 0;
  unsigned inside = 0;  // raw: the place in a library's code that runs because of the user's line
};

struct Function;
struct Expression;
using ExpressionPtr = std::shared_ptr<const Expression>;

enum class VariableRole { Parameter, Local, Global };

struct Variable {
  std::string name;  // unique among the names visible with it (Function::newVariable sees to it)
  std::string base;  // the name that was asked for, before it was made unique
  const Type* type = nullptr;
  VariableRole role = VariableRole::Local;
  bool isConst = false;        // declared const: a hint for printing
  bool markedPassive = false;  // [[autodiff::passive]]
  bool isStatic = false;       // Global: a mutable static or global; reading it is passive, writing active data refused
  Location location;
};

// ---- Places and expressions --------------------------------------------------------------------------------

enum class StepKind {
  Index,  // array or pointer element: index
  Field,  // record member: field
  Deref   // *pointer; the same element as Index 0, kept apart for readable printing
};

struct Step {
  StepKind kind = StepKind::Index;
  ExpressionPtr index;  // Index
  std::string field;    // Field
};

// Something that can be read or written: a variable and a path from it. A root of reference type means what it refers
// to.
struct Place {
  Variable* root = nullptr;
  std::vector<Step> path;

  // The type of the place itself (references looked through).
  const Type* type() const;
  bool isVariable() const { return path.empty(); }
};

enum class OperationKind {
#define OPERATION(id, text, operands, spelling, precedence) id,
#include "ir/ops.def"
#undef OPERATION
  Math  // a row of rules/math.def; Expression::function names it
};

enum class ExpressionKind {
  Constant,   // text: a C++ literal or a named constant, of type `type`
  Read,       // place
  AddressOf,  // &place
  Operation   // operation, operands; for Math, function
};

struct Expression {
  ExpressionKind kind = ExpressionKind::Constant;
  const Type* type = nullptr;
  Location location;
  std::string text;                              // Constant
  Place place;                                   // Read, AddressOf
  OperationKind operation = OperationKind::Add;  // Operation
  std::string function;                          // Operation Math: the row's name, e.g. "sin"
  std::vector<ExpressionPtr> operands;           // Operation
};

// ---- Statements ----------------------------------------------------------------------------------------------

struct Statement;
using Block = std::vector<Statement>;

// Brings a local into scope until the end of the enclosing block. Each time it runs, the variable is new:
// undefined unless `init` (scalars, pointers, opaque) or `zero` (any type: all members zero) is given.
struct Declare {
  Variable* variable = nullptr;
  ExpressionPtr init;
  bool zero = false;
};

// target = value, or target += value.
struct Assign {
  Place target;
  ExpressionPtr value;
  bool accumulate = false;
};

// An argument is a value, or (for a reference parameter) a place.
struct Argument {
  ExpressionPtr value;
  std::optional<Place> reference;
};

// [result =] callee(arguments). `declares`: the statement also declares the result's variable.
struct Call {
  Function* callee = nullptr;
  std::vector<Argument> arguments;
  std::optional<Place> result;
  bool declares = false;
};

// for (counter = begin; counter REL end; counter += step). begin, end and step are evaluated once, before the
// loop; the body doesn't assign the counter. The counter is declared by the loop. step is a nonzero constant or
// an expression of known sign: relation Less/LessEqual go with a positive one, Greater/GreaterEqual with a negative
// one.
struct Loop {
  Variable* counter = nullptr;
  ExpressionPtr begin, end, step;
  OperationKind relation = OperationKind::Less;
  Block body;
};

// while (condition) body; the condition is evaluated before every iteration.
struct While {
  ExpressionPtr condition;
  Block body;
};

struct Branch {
  ExpressionPtr condition;
  Block then, otherwise;
};

// Only as the last statement of a function's body: early returns are normalised away by the frontend.
struct Return {
  ExpressionPtr value;  // null in a void function
};

// Adds to or takes from the tape (last in, first out) the value of `variable`, usually a generated record.
// The tape is the variable `tape`: a local declared by the function, or a reference parameter; its type is
// opaque("retrograd::Tape").
struct TapeOperation {
  enum Kind { Push, Pop } kind = Push;
  Variable* variable = nullptr;
  Variable* tape = nullptr;
};

// A nested scope, printed with braces. `adjointSums`: may be reassociated (prints our macro first).
struct Scope {
  Block body;
  bool adjointSums = false;
};

// Passive code kept as written (printf, asserts): run once, in the primal's order, never differentiated.
// `reads` and `writes` are the variables it mentions.
struct Verbatim {
  std::string text;
  std::vector<Variable*> reads, writes;
};

// One line for the reader of generated code.
struct Comment {
  std::string text;
};

struct Statement {
  std::variant<Declare, Assign, Call, Loop, While, Branch, Return, TapeOperation, Scope, Verbatim, Comment> node;
  Location location;

  template <class T> T* as() { return std::get_if<T>(&node); }
  template <class T> const T* as() const { return std::get_if<T>(&node); }
};

// ---- Functions and module ------------------------------------------------------------------------------------

// A hand-written derivative ([[autodiff::rule]]): which of the primal's and derivative's names its parameters list,
// in order: "a", "a_bar", "result", "result_bar" (adjoint rule); "a_dot", "result_dot" (tangent rule).
struct Rule {
  std::string calledName;  // qualified C++ name to call
  std::vector<std::string> parameters;
  std::vector<const Type*> types;
  Function* function = nullptr;  // a tangent rule's own code, where second derivatives go through it
};

// Does the function's body take the place of its calls? Automatic: where it is small.
enum class Inlining { Automatic, Always, Never };

// Names that are taken.
class Names {
public:
  void add(const std::string& name) { taken_.insert(name); }
  // The first of name, name_2, name_3, … that is free; it is taken then.
  std::string take(const std::string& name);

private:
  std::unordered_set<std::string> taken_;
  std::unordered_map<std::string, unsigned> next_;  // no number below is free
};

// How generated code calls a function of the user's.
enum class Calling {
  ByName,    // f(x, y)
  AsMember,  // x.f(y): the first parameter is the object
  AsCopy     // it has no name there (private, or a lambda's): its body is printed as a function of ours
};

struct Function {
  std::string name;           // unique in the module: the C++ name without scope; variants append to it
  std::string qualifiedName;  // how to call it from namespace scope: "ns::f<double>"; empty: same as name
  std::string calledAs;  // how a call spells that, where C++ is to find arguments behind a pack itself; empty: the same
  std::vector<std::string>
      scope;  // enclosing namespaces, outermost first; "" = anonymous, "inline x" = inline namespace
  std::vector<Variable*> parameters;
  const Type* result = nullptr;  // void type for none
  bool hasBody = false;          // without one, it is only called: passive, or by rule
  Block body;
  bool annotated = false;      // [[autodiff]] by the user
  unsigned rows = 1;           // more: an adjoint for so many seeds at once is wanted, too
  std::uint64_t memory = 0;    // bytes that the record of its loops may take; 0: as many as there are
  bool internal = false;       // static, anonymous namespace
  bool generated = false;      // made by a transform: printed by the backend
  bool chosenByConst = false;  // another overload would take an argument that isn't const
  bool mayThrow = false;       // when it is called; its body, if it has one, doesn't say so
  Inlining inlining = Inlining::Automatic;
  Calling calling = Calling::ByName;
  std::optional<Rule> adjointRule, tangentRule;
  Location location;

  // Creates a variable owned by this function; `name` is made unique (x, x_2, …).
  Variable* newVariable(const std::string& name, const Type* type, VariableRole role = VariableRole::Local);
  std::deque<Variable> variables;

  Names names;  // of the first `named` variables, for newVariable; clear both after renaming any
  std::size_t named = 0;
};

struct Module {
  TypeTable types;
  std::deque<Function> functions;  // stable addresses
  std::deque<Variable> globals;

  Function* find(const std::string& name);
  Function* newFunction(const std::string& name);
};

// Name of an operation in .ir text ("add") and in C++ ("+"), its operand count, its C++ precedence.
struct OperationInfo {
  OperationKind kind;
  const char* text;
  unsigned operands;
  const char* spelling;
  int precedence;
};
const OperationInfo& operationInfo(OperationKind kind);  // not for Math
const OperationInfo* findOperation(const std::string& text);

}  // namespace retrograd::ir
