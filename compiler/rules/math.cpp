#include "rules/math.h"

#include "rules/term.h"

#include <array>
#include <map>
#include <optional>

namespace retrograd::rules {

using ir::ExpressionPtr;

// What math.def's partials are made of: every row as a function of terms.
namespace expressions {
#define FUNCTION(name, ...) \
  template <class... Arguments> Term name(const Arguments&... arguments) { return call(#name, {Term(arguments)...}); }
#include "rules/math.def"
}  // namespace expressions

using Partial = std::optional<Term>;
using Partials = std::vector<Partial>;
using BuildPartials = Partials (*)(const Term& x, const Term& y, const Term& z, const Term& w, const Term& r);

static constexpr unsigned Cheap = 0, Costly = 1, Singular = 2, Unbounded = 4, FiniteFrom0 = 8, TameAbove0 = 16,
                          NeverNegative = 32, KeepsSign = 64;

namespace {

struct Row {
  const char* name;
  const char* calledName;
  const char* signature;
  unsigned flags;
  const char* partials;
  BuildPartials build;
};

using namespace expressions;
constexpr std::nullopt_t zero = std::nullopt;

const Row rows[] = {
#define FUNCTION(name, called, signature, flags, ...)                                                 \
  {#name,                                                                                             \
   #called,                                                                                           \
   #signature,                                                                                        \
   flags,                                                                                             \
   #__VA_ARGS__,                                                                                      \
   []([[maybe_unused]] const Term& x, [[maybe_unused]] const Term& y, [[maybe_unused]] const Term& z, \
      [[maybe_unused]] const Term& w, [[maybe_unused]] const Term& r) -> Partials { return {__VA_ARGS__}; }},
#include "rules/math.def"
};

// Reads "R_RI": the result, then the arguments.
MathFunction describe(const Row& row) {
  const std::string signature = row.signature;
  const std::string result = signature.substr(0, signature.find('_'));
  const std::string arguments = signature.substr(result.size() + 1);
  MathFunction f;
  f.name = row.name;
  f.calledName = row.calledName;
  f.arity = arguments.size();
  for (std::size_t i = 0; i < arguments.size(); ++i) f.integerArgument[i] = arguments[i] != 'R';
  f.result = result == "R"    ? MathResult::Real
             : result == "B"  ? MathResult::Bool
             : result == "I"  ? MathResult::Int
             : result == "LL" ? MathResult::LongLong
                              : MathResult::Long;
  f.partialsMayBeInfinite = row.flags & Singular;
  f.resultMayBeInfinite = row.flags & Unbounded;
  f.finiteFrom0 = row.flags & FiniteFrom0;
  f.tameAbove0 = row.flags & TameAbove0;
  f.neverNegative = row.flags & NeverNegative;
  f.keepsSign = row.flags & KeepsSign;
  f.expensive = row.flags & Costly;
  f.partials = row.partials;
  return f;
}

const Row& rowOf(const MathFunction& function) {
  const std::size_t index = findMath(function.name) - allMath().data();
  return rows[index];
}

}  // namespace

const std::vector<MathFunction>& allMath() {
  static const std::vector<MathFunction> functions = [] {
    std::vector<MathFunction> result;
    for (const Row& row : rows) result.push_back(describe(row));
    return result;
  }();
  return functions;
}

const MathFunction* findMath(std::string_view name) {
  static const std::map<std::string_view, const MathFunction*> byName = [] {
    std::map<std::string_view, const MathFunction*> result;
    for (const MathFunction& function : allMath()) result[function.name] = &function;
    return result;
  }();
  const auto it = byName.find(name);
  return it == byName.end() ? nullptr : it->second;
}

ExpressionPtr partial(const MathFunction& function, unsigned index, const std::vector<ExpressionPtr>& arguments,
                      const ExpressionPtr& result, const ir::Type* type, ir::TypeTable& types) {
  const TermContext context{type, &types};
  const auto argument = [&](std::size_t i) { return Term(i < arguments.size() ? arguments[i] : result, &context); };
  const Partials partials =
      rowOf(function).build(argument(0), argument(1), argument(2), argument(3), Term(result, &context));
  const Partial& wanted = partials.at(index);
  return wanted ? toExpression(*wanted, type) : nullptr;
}

// Which of x, y, z, w and r a partial mentions, and whether there is one, found by building it over five stand-ins.
constexpr unsigned mostArguments = 4;
struct Uses {
  bool exists = false, symbols[mostArguments + 1] = {};
};

static std::array<Uses, mostArguments> findUses(const MathFunction& function) {
  ir::TypeTable types;
  std::array<ir::Variable, mostArguments + 1> symbols;
  std::vector<ExpressionPtr> reads;
  for (unsigned i = 0; i <= mostArguments; ++i) {
    symbols[i].type = i < mostArguments && function.integerArgument[i] ? types.intType() : types.doubleType();
    reads.push_back(ir::read(&symbols[i]));
  }
  const std::vector<ExpressionPtr> arguments(reads.begin(), reads.begin() + function.arity);
  std::array<Uses, mostArguments> uses;
  for (unsigned index = 0; index < function.arity; ++index) {
    const ExpressionPtr expression =
        partial(function, index, arguments, reads[mostArguments], types.doubleType(), types);
    if (!expression) continue;
    uses[index].exists = true;
    ir::forEachExpression(expression, [&](const ir::Expression& e) {
      if (e.kind == ir::ExpressionKind::Read) uses[index].symbols[e.place.root - symbols.data()] = true;
    });
  }
  return uses;
}

static const Uses& usesOf(const MathFunction& function, unsigned index) {
  static const std::map<std::string_view, std::array<Uses, mostArguments>> usesByName = [] {
    std::map<std::string_view, std::array<Uses, mostArguments>> result;
    for (const MathFunction& f : allMath()) result[f.name] = findUses(f);
    return result;
  }();
  return usesByName.at(function.name)[index];
}

bool partialUses(const MathFunction& function, unsigned index, char symbol) {
  return usesOf(function, index).symbols[std::string_view("xyzwr").find(symbol)];
}

bool usesResult(const MathFunction& function) {
  bool uses = false;
  for (unsigned i = 0; i < function.arity; ++i) uses |= partialUses(function, i, 'r');
  return uses;
}

bool hasPartial(const MathFunction& function, unsigned index) { return usesOf(function, index).exists; }

}  // namespace retrograd::rules
