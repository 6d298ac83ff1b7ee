#include "transform/report.h"

#include "backend/print_expression.h"
#include "ir/build.h"
#include "ir/clone.h"
#include "ir/tape_arrays.h"
#include "transform/algebra.h"
#include "transform/inline.h"
#include "transform/tape_bytes.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>
#include <sstream>

namespace retrograd::transform {

using namespace ir;

namespace {

using Describe = std::function<std::string(Location)>;

// A sum of numbers times how often loops run, in the words of the function: 6 · steps · (cells - 2).
class Formula {
public:
  void add(double number, const std::string& times) {
    if (number != 0) terms_[times] += number;
  }
  void setBound() { isBound_ = true; }
  bool operator==(const Formula& other) const { return terms_ == other.terms_; }
  std::string text() const {
    if (terms_.empty()) return "0";
    std::ostringstream out;
    const char* separator = isBound_ ? "at most " : "";
    for (auto term = terms_.rbegin(); term != terms_.rend(); ++term) {
      const auto& [times, number] = *term;
      out << separator;
      if (number != 1 || times.empty()) out << number << (times.empty() ? "" : " · ");
      out << times;
      separator = " + ";
    }
    return out.str();
  }

private:
  std::map<std::string, double> terms_;
  bool isBound_ = false;
};

// A whole number, without the conversions that C++ needs.
std::string wholeNumber(const ExpressionPtr& e) {
  return backend::printExpression(*rewrite(e, [](const ExpressionPtr& x) -> ExpressionPtr {
    const bool isCast = x->kind == ExpressionKind::Operation && x->operation == OperationKind::Cast;
    return isCast ? x->operands[0] : nullptr;
  }));
}

std::string bracketed(const std::string& text) { return text.find(' ') == std::string::npos ? text : "(" + text + ")"; }

std::string tripsOf(const Statement& statement, const Describe& describe) {
  const auto* loop = statement.as<Loop>();
  if (!loop) return "(iterations of the loop at " + describe(statement.location) + ")";
  const bool up = loop->relation == OperationKind::Less || loop->relation == OperationKind::LessEqual;
  const bool open = loop->relation == OperationKind::Less || loop->relation == OperationKind::Greater;
  const ExpressionPtr &first = up ? loop->begin : loop->end, &last = up ? loop->end : loop->begin;
  std::string text = wholeNumber(last);
  if (!isLiteral(first, 0)) text += " - " + bracketed(wholeNumber(first));
  // A counted-down loop from n - 1 to 0 runs n times.
  const std::string less = " - 1";
  if (!open && text.size() > less.size() && text.compare(text.size() - less.size(), less.size(), less) == 0)
    text.resize(text.size() - less.size());
  else if (!open)
    text += " + 1";
  if (!isLiteral(loop->step, up ? 1 : -1)) text = bracketed(text) + " / " + bracketed(wholeNumber(loop->step));
  return bracketed(text);
}

// The two of which the expression is the smaller, or the larger one; empty if it is neither.
std::vector<ExpressionPtr> extremeOf(const ExpressionPtr& e, bool isSmaller) {
  if (e->kind != ExpressionKind::Operation || e->operation != OperationKind::Select) return {};
  const Expression& condition = *e->operands[0];
  if (condition.kind != ExpressionKind::Operation || condition.operation != OperationKind::Less) return {};
  const bool isKnown = sameExpression(*condition.operands[0], *e->operands[isSmaller ? 1 : 2]) &&
                       sameExpression(*condition.operands[1], *e->operands[isSmaller ? 2 : 1]);
  return isKnown ? std::vector{e->operands[1], e->operands[2]} : std::vector<ExpressionPtr>();
}

// How often a loop that sees to the ends of a stencil runs at most (split_sums.h); `block` is what it stands in.
std::optional<long> mostTrips(const Statement& statement, const Block& block) {
  const auto* loop = statement.as<Loop>();
  if (!loop || loop->relation != OperationKind::Less || !isLiteral(loop->step, 1)) return std::nullopt;
  const auto trips = [](const Offset& begin, const Offset& end) -> std::optional<long> {
    const bool isSame = begin.rest && end.rest ? sameExpression(*begin.rest, *end.rest) : begin.rest == end.rest;
    return isSame ? std::optional(std::max(end.literal - begin.literal, 0L)) : std::nullopt;
  };
  const Offset begin = takeApart(loop->begin);
  for (const ExpressionPtr& end : extremeOf(loop->end, true))
    if (const auto most = trips(begin, takeApart(end))) return most;
  for (const Statement& other : block) {
    const auto* node = other.as<Declare>();
    if (!node || !node->init || !begin.rest || !sameExpression(*begin.rest, *read(node->variable))) continue;
    for (const ExpressionPtr& bound : extremeOf(node->init, false)) {
      const Offset parts = takeApart(bound);
      if (const auto most = trips({parts.rest, parts.literal + begin.literal}, takeApart(loop->end))) return most;
    }
  }
  return std::nullopt;
}

// How often something runs: a number times what is known only then.
struct Times {
  double number = 1;
  std::string text;
  Times with(const std::string& factor) const {
    return {number, text + (text.empty() || factor.empty() ? "" : " · ") + factor};
  }
};

// Adds up what `count` says of each statement, times the loops around it.
void sum(const Block& block, const Times& times, const Describe& describe, Formula& formula,
         const std::function<double(const Statement&, std::string& factor)>& count, bool isMemory) {
  for (const Statement& statement : block) {
    std::string factor;
    const double number = count(statement, factor);
    formula.add(times.number * number, times.with(factor).text);
    const Block* body = statement.as<Loop>()    ? &statement.as<Loop>()->body
                        : statement.as<While>() ? &statement.as<While>()->body
                        : statement.as<Scope>() ? &statement.as<Scope>()->body
                                                : nullptr;
    if (body) {
      const bool isOnce = statement.as<Scope>() || (isMemory && givesBack(*body));
      const std::optional<long> most = isOnce ? std::nullopt : mostTrips(statement, block);
      Times inside = times.with(isOnce || most ? "" : tripsOf(statement, describe));
      if (most) inside.number *= static_cast<double>(*most);
      const Formula before = formula;
      sum(*body, inside, describe, formula, count, isMemory);
      if (most && !(formula == before)) formula.setBound();
    }
    if (const auto* branch = statement.as<Branch>()) {
      const Formula before = formula;
      for (const Block* arm : {&branch->then, &branch->otherwise}) sum(*arm, times, describe, formula, count, isMemory);
      if (!(formula == before)) formula.setBound();
    }
  }
}

// i_2, made unique, is the source's i.
std::string inNamesOf(const Function& function, const std::string& text) {
  std::map<std::string, std::string> names;
  for (const Variable& variable : function.variables)
    if (!variable.base.empty()) names.emplace(variable.name, variable.base);
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_')) ++end;
    if (end == i) end = i + 1;
    const std::string word = text.substr(i, end - i);
    const auto known = names.find(word);
    result += known == names.end() ? word : known->second;
    i = end;
  }
  return result;
}

// Of floating-point numbers, in the statement itself.
double operationsOf(const Statement& statement) {
  double number = 0;
  forEachOperand(statement, [&](const ExpressionPtr& operand) {
    forEachExpression(operand, [&](const Expression& e) {
      number += e.kind == ExpressionKind::Operation && e.type->isFloat() && e.operation != OperationKind::Cast;
    });
  });
  const auto* node = statement.as<Assign>();
  return number + (node && node->accumulate && node->target.type()->isFloat() ? 1 : 0);
}

// Counts what functions compute; a call stays one, and what it calls gets a line of its own.
class Operations {
public:
  explicit Operations(const Describe& describe) : describe_(describe) {}

  std::string in(const Function& function) {
    Formula formula;
    sum(
        function.body, {}, describe_, formula,
        [](const Statement& statement, std::string&) { return operationsOf(statement); }, false);
    sum(
        function.body, {}, describe_, formula,
        [&](const Statement& statement, std::string& factor) {
          const auto* call = statement.as<Call>();
          std::set<const Function*> seen;
          if (!call || !computes(*call->callee, seen)) return 0.0;
          factor = "(what " + call->callee->name + " computes)";
          if (call->callee->hasBody && seen_.insert(call->callee).second) called_.push_back(call->callee);
          return 1.0;
        },
        false);
    return inNamesOf(function, formula.text());
  }
  // Of all that was called so far, and what that calls.
  std::string called() {
    std::string lines;
    for (std::size_t i = 0; i < called_.size(); ++i)
      lines += "  " + called_[i]->name + " computes " + in(*called_[i]) + '\n';
    return lines;
  }

private:
  static bool computes(const Function& callee, std::set<const Function*>& seen) {
    if (!seen.insert(&callee).second || isReserve(callee) || isRelease(callee) || isTapeBytes(callee)) return false;
    if (!callee.hasBody)
      return callee.result->canBeActive() ||
             std::any_of(callee.parameters.begin(), callee.parameters.end(),
                         [](const Variable* parameter) { return parameter->type->canBeActive(); });
    bool found = false;
    forEachStatement(callee.body, [&](const Statement& statement) {
      const auto* call = statement.as<Call>();
      found |= operationsOf(statement) > 0 || (call && computes(*call->callee, seen));
    });
    return found;
  }

  const Describe& describe_;
  std::vector<const Function*> called_;
  std::set<const Function*> seen_;
};

// As it is differentiated: with the calls that are inlined.
std::string operationsInPrimal(const Function& primal, TypeTable& types, Operations& operations) {
  Function inlined;
  cloneInto(primal, inlined);
  inlineCalls(inlined, types);
  return operations.in(inlined);
}

double sizeOf(const Type* type) {
  switch (type->kind) {
  case TypeKind::Bool: return 1;
  case TypeKind::Integer: return type->bits / 8;
  case TypeKind::Float: return type->bits == 80 ? 16 : type->bits / 8;
  case TypeKind::Array: return static_cast<double>(type->extent) * sizeOf(type->element);
  case TypeKind::Record: {
    double size = 0;
    for (const Field& field : type->fields) {
      const double next = sizeOf(field.type), step = std::min(next, 8.0);
      size = (step > 0 ? std::ceil(size / step) * step : size) + next;
    }
    return std::ceil(size / 8) * 8;
  }
  default: return 8;
  }
}

// A call of a forward half, which puts on the tape what its other half takes.
bool keepsInCallee(const Call& call) {
  const bool hasTape = std::any_of(call.arguments.begin(), call.arguments.end(), [](const Argument& argument) {
    return argument.reference && isTape(*argument.reference->root);
  });
  return hasTape && call.callee->hasBody && !givesBack(call.callee->body);
}

std::string tapeOf(const Function& adjoint, const Describe& describe) {
  constexpr double entry = 16;  // tape.h: tape_alignment
  Formula formula;
  sum(
      adjoint.body, {}, describe, formula,
      [&](const Statement& statement, std::string& factor) {
        if (const auto* node = statement.as<TapeOperation>())
          return node->kind == TapeOperation::Push ? std::ceil(sizeOf(node->variable->type) / entry) * entry : 0.0;
        const auto* call = statement.as<Call>();
        if (call && keepsInCallee(*call)) factor = "(what " + call->callee->name + " keeps)";
        if (!factor.empty()) return 1.0;
        if (!call || !isReserve(*call->callee)) return 0.0;
        factor = bracketed(wholeNumber(call->arguments[1].value));
        return sizeOf(call->callee->result->element);
      },
      true);
  return inNamesOf(adjoint, formula.text());
}

std::string namesOf(const Function& primal, const Variant& variant, bool active) {
  std::string names;
  for (std::size_t i = 0; i < primal.parameters.size(); ++i)
    if (variant.active[i] == active) names += (names.empty() ? "" : ", ") + primal.parameters[i]->name;
  return names.empty() ? "nothing" : names;
}

}  // namespace

std::string report(const Function& primal, const Variant& variant, const Function& adjoint, const Plan* plan,
                   TypeTable& types, const Describe& describe) {
  std::ostringstream out;
  Operations operations(describe);
  const std::string inPrimal = operationsInPrimal(primal, types, operations), inAdjoint = operations.in(adjoint);
  out << describe(primal.location) << ": " << (primal.qualifiedName.empty() ? primal.name : primal.qualifiedName)
      << ": adjoint " << (plan ? "by a reverse sweep" : "by tangents in all directions at once") << '\n'
      << "  active: " << namesOf(primal, variant, true) << "; passive: " << namesOf(primal, variant, false) << '\n'
      << "  operations: primal " << inPrimal << "; adjoint " << inAdjoint << '\n'
      << operations.called() << "  tape: "
      << (primal.memory ? "at most " + std::to_string(primal.memory) + " bytes for its loops, as memory= says"
                        : tapeOf(adjoint, describe) + " bytes")
      << '\n';
  if (!plan) return out.str();
  for (const Plan::Reason& reason : plan->reasons())
    if (reason.location.raw || reason.location.line)  // not: parameters as they came
      out << "  " << describe(reason.location) << ": " << inNamesOf(plan->function(), reason.value) << ": "
          << reason.choice << (reason.why.empty() ? "" : ": " + reason.why)
          << (reason.because ? " (" + describe(*reason.because) + ")" : "") << '\n';
  return out.str();
}

}  // namespace retrograd::transform
