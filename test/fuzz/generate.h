// Random typed programs that are valid and differentiable by construction: every index is in bounds, every loop ends,
// divisors and arguments of functions stay away from singularities. Memory passed to a call overlaps only where the
// compiler must see it.
//
//   generate(seed, module);   // the root is the annotated function
//
// Pointer parameters of the root lead to rootLength elements, integers are 0 … 3.
#pragma once

#include "ir/build.h"
#include "ir/ir.h"
#include "random.h"

#include <array>
#include <functional>
#include <optional>
#include <set>
#include <vector>

namespace retrograd::fuzz {

constexpr unsigned rootLength = 8;

void generate(std::uint64_t seed, ir::Module& module);

// What a program may contain; each program has some of these (so that rare combinations come up).
enum class Feature {
  Loops,
  Whiles,
  Branches,
  Calls,
  Recursion,
  Pointers,
  Arrays,
  Records,
  InPlace,
  Integers,
  Floats,
  LongDoubles,
  Selects,
  Passive,
  Scopes,
  References,
  MovingPointers,
  Swaps,
  LocalsInLoops,
  DeepCalls,
  ResultReused,
  PassiveUse,
  Guards,
  Views,
  Rows,
  Halves,
  Globals,
  Overlaps,
  Stencils,
  Matrices,
  Counting,
  count
};

// A variable that is in scope, and what is known of it.
struct Known {
  ir::Variable* variable = nullptr;
  unsigned length = 1;                  // pointers: elements that it surely leads to
  std::set<const ir::Variable*> roots;  // what its memory may be: itself, or what pointers lead to
  bool writable = true;                 // may be assigned (the pointee, for pointers and references)
  bool assignable = true;               // pointers: may be set to lead elsewhere
  int low = 1, high = 0;                // integers: known range (if low <= high)
  bool passive = false;                 // carries no derivative
};

// How a function is called.
struct Signature {
  ir::Function* function = nullptr;
  std::vector<unsigned> lengths;  // per pointer parameter
  bool bounded = false;           // has `depth` as last parameter: recursive
};

struct Programs {
  ir::Module& module;
  Random random;
  std::array<bool, static_cast<std::size_t>(Feature::count)> features{};
  std::vector<Signature> signatures;
  std::vector<ir::Type*> records;
  ir::Type* view = nullptr;  // struct View { double* data; int size; }
  bool has(Feature feature) const { return features[static_cast<std::size_t>(feature)]; }
};

class FunctionGenerator {
public:
  FunctionGenerator(Programs& programs, std::size_t index);
  void run(unsigned statements);

private:
  using Type = ir::Type;
  using Place = ir::Place;
  using ExpressionPtr = ir::ExpressionPtr;
  using Block = ir::Block;

  // generate.cpp
  void addGlobals();
  void returnSomething(Block& out);
  Known& add(ir::Variable* variable);
  ir::Variable* fresh(const std::string& name, const Type* type);
  const Type* real();
  bool chance(unsigned percent) { return random_.chance(percent); }
  void inBlock(const std::function<void()>& fill);
  void fill(Block& out, unsigned count);

  // generate_expressions.cpp
  ExpressionPtr number(const Type* type, double value);
  ExpressionPtr whole(int value);
  ExpressionPtr spelled(int value);
  ExpressionPtr expression(const Type* type, unsigned depth);
  ExpressionPtr leaf(const Type* type);
  ExpressionPtr passive(const Type* type);
  ExpressionPtr mathCall(const Type* type, unsigned depth);
  ExpressionPtr guarded(const Type* type, unsigned depth);
  ExpressionPtr quotient(const Type* type, unsigned depth);
  ExpressionPtr bounded(const Type* type, unsigned depth);
  ExpressionPtr condition(unsigned depth);
  ExpressionPtr integer(unsigned depth);
  ExpressionPtr index(unsigned length);
  ExpressionPtr product(const ExpressionPtr& a, const ExpressionPtr& b);
  ExpressionPtr sum(const ExpressionPtr& a, const ExpressionPtr& b);

  // generate_places.cpp
  bool isPartOfView(const Known& known, const Type* type) const;
  std::optional<Place> findPlace(const Type* type, bool written);
  std::optional<Place> descend(Place place, const Type* wanted, unsigned length);
  struct Pointed {
    ExpressionPtr pointer;
    std::set<const ir::Variable*> roots;
    bool writable = true;
    bool moves = false;                  // a pointer local, or one of two
    const ir::Variable* base = nullptr;  // elements from … to of what this is or points to
    int from = 0, to = 0;
  };
  std::optional<Pointed> pointerTo(const Type* element, unsigned length, bool written, bool mixes);
  std::optional<Pointed> pointerFrom(const Known& known, const Type* element, unsigned length, bool written);
  ExpressionPtr addressOf(const Place& place, bool isConst);

  // generate_statements.cpp
  void statement(Block& out);
  void assign(Block& out);
  void choice(const Place& target, Block& out);
  void declareScalar(Block& out);
  void declareArray(Block& out);
  void declareRecord(Block& out);
  void copyRecord(Block& out);
  void inPlace(Block& out);
  void integers(Block& out);
  void globals(Block& out);
  void branch(Block& out);
  void scope(Block& out);

  // generate_loops.cpp
  void loop(Block& out);
  ir::Loop loopHead(int low, int high);
  void choiceLoop(Block& out);
  void whileLoop(Block& out);
  void flagLoop(Block& out);
  void stencil(Block& out);
  void loopOver(Block& out, unsigned count, const std::function<void(ir::Variable*, Block&)>& body);

  // generate_counting.cpp
  struct Counted {
    ir::Variable* variable = nullptr;
    const Type* type = nullptr;
    std::string suffix;
    ExpressionPtr whole(int value) const { return ir::constant(std::to_string(value) + suffix, type); }
  };
  void counting(Block& out);
  Counted makeCounted(const char* name, Block& out);
  ir::Statement stepOf(const Counted& counted, int by);
  void useCounted(ir::Variable* array, const Counted& counted, Block& out);
  Counted countingWhile(ir::Variable* array, const std::function<void()>& fillBody, Block& body, Block& out);

  // generate_matrices.cpp
  struct Matrix {
    ir::Variable *cells = nullptr, *size = nullptr;
    ExpressionPtr stride;
    const Type* type = nullptr;  // of subscripts
    std::string suffix;
    ExpressionPtr whole(int value) const { return ir::constant(std::to_string(value) + suffix, type); }
  };
  void matrix(Block& out);
  void matrixRows(Block& out);
  Matrix makeMatrix(Block& out);
  void makeCells(Matrix& matrix, const Type* element, Block& out);
  ExpressionPtr matrixBound(const Matrix& matrix);
  ir::Loop matrixLoop(const Matrix& matrix, const char* name, ir::Variable* outer);
  Place matrixElement(const Matrix& matrix, ir::Variable* row, ir::Variable* column);

  // generate_sums.cpp
  struct RowSums {
    Matrix from, to;
    ir::Variable *carried = nullptr, *pointer = nullptr;  // the pointer leads to a row; there may be none
  };
  void rowSums(Block& out);
  void rowSum(const RowSums& sums, ir::Variable* row, ir::Variable* sum, Block& body);
  void besideSums(const RowSums& sums, ir::Variable* row, ir::Variable* sum, Block& body);

  // generate_pointers.cpp
  void declarePointer(Block& out);
  void setPointer(Block& out);
  void movingPointer(Block& out);
  void walkToEnd(Block& out);
  void swapBuffers(Block& out);

  // generate_views.cpp
  void view(Block& out);
  void rows(Block& out);

  // generate_calls.cpp
  void call(Block& out);
  void selfCall(Block& out);
  bool callOf(const Signature& signature, const ExpressionPtr& depth, Block& out);
  struct Used {
    std::set<const ir::Variable*> roots;
    bool writes;
    const ir::Variable* base = nullptr;
    int from = 0, to = 0;
    bool moves = false;
  };
  std::optional<ir::Argument> viewArgument(const ir::Variable* parameter, unsigned length, std::vector<Used>& used);
  std::optional<ir::Argument> argumentFor(const ir::Variable* parameter, unsigned length, std::vector<Used>& used);
  bool clashes(const Used& candidate, const std::vector<Used>& used) const;
  std::optional<ir::Argument> pointerArgument(const ir::Variable* parameter, unsigned length, std::vector<Used>& used);
  std::optional<ir::Argument> referenceArgument(const ir::Variable* parameter, std::vector<Used>& used);

  Programs& programs_;
  Random& random_;
  ir::TypeTable& types_;
  Signature& signature_;
  ir::Function& function_;
  std::size_t index_;
  std::vector<Known> known_;
  std::set<const ir::Variable*> guards_;  // counters of while loops: not assigned elsewhere
  unsigned loops_ = 0, blocks_ = 0, budget_ = 0;
  unsigned calls_ = 0;
  bool overlaps_ = false;  // may the arguments of this call?
};

}  // namespace retrograd::fuzz
