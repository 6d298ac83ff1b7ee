#include "transform/by_tangents.h"

#include "backend/names.h"
#include "ir/build.h"
#include "ir/clone.h"
#include "rules/math.h"
#include "transform/algebra.h"
#include "transform/mentions.h"

#include <algorithm>
#include <functional>
#include <map>

namespace retrograd::transform {

using namespace ir;

namespace {

constexpr std::size_t mostDirections = 4;

// A number that the function depends on: x, p[2], s.a.
struct Input {
  const Variable* tangent = nullptr;  // of the parameter
  Variable* adjoint = nullptr;
  Place place;  // in the tangent
  bool isAlwaysRead = false;
};

// In floating-point operations that a processor can begin, and in cycles until the result is there.
struct Cost {
  double work = 0, latency = 0;
};
Cost costOf(const Expression& e) {
  if (e.kind != ExpressionKind::Operation || !e.type->isFloat()) return {};
  if (e.operation == OperationKind::Math) {
    const rules::MathFunction* function = rules::findMath(e.function);
    return function && function->expensive ? Cost{40, 45} : Cost{2, 8};
  }
  return e.operation == OperationKind::Divide ? Cost{8, 13} : Cost{1, 4};
}

double workOf(const ExpressionPtr& expression) {
  double work = 0;
  forEachExpression(expression, [&](const Expression& e) { work += costOf(e).work; });
  return work;
}

// The tangent of the function, read as several tangents.
class Directions {
public:
  Directions(Derivatives& derivatives, const Derivative& tangent, Derivative& result)
      : types_(derivatives.module().types), tangent_(*tangent.function), result_(*result.function) {
    for (std::size_t i = 0; i < tangent.sources.size(); ++i) {
      const Source& source = tangent.sources[i];
      const auto same = std::find_if(result.sources.begin(), result.sources.end(),
                                     [&](const Source& s) { return s.kind == source.kind && s.index == source.index; });
      Variable* there = result_.parameters[static_cast<std::size_t>(same - result.sources.begin())];
      if (source.kind == Source::Primal) map_[tangent_.parameters[i]] = there;
      if (source.kind == Source::Companion) adjoints_[tangent_.parameters[i]] = there;
      if (source.kind == Source::Result) {
        resultDot_ = tangent_.parameters[i];
        resultBar_ = there;
      }
    }
  }

  bool areFew() { return resultDot_ && findTangents() && findInputs() && findZeros(); }

  // Do they find room beside the longest chain of operations, each waiting for the one before, in a loop?
  bool areCheap() {
    double work = 0, chain = 0;
    forEachStatement(tangent_.body, [&](const Statement& statement) {
      const Block* body = statement.as<Loop>()    ? &statement.as<Loop>()->body
                          : statement.as<While>() ? &statement.as<While>()->body
                                                  : nullptr;
      if (!body) return;
      std::map<const Variable*, double> depth;
      work = std::max(work, workIn(*body));
      chain = std::max(chain, chainIn(*body, depth));
    });
    constexpr double perCycle = 2, slack = 1.5;  // a reverse sweep costs about as much again as the primal
    return work / perCycle <= slack * chain;
  }

  void build() {
    cloneLocals(tangent_, result_, map_);
    names_.resize(inputs_.size());
    for (std::size_t k = 0; k < inputs_.size(); ++k)
      for (const Variable* v : tangents_)
        if (!zeros_.count({v, k})) names_[k][v] = result_.newVariable(v->name + "_" + std::to_string(k), typeOf(v));
    Block body{Statement{Comment{"Tangents in all directions at once: less than a reverse sweep here."}, {}}};
    for (std::size_t k = 0; k < inputs_.size(); ++k)
      if (!zeros_.count({resultDot_, k})) body.push_back(declareZero(names_[k].at(resultDot_)));
    Block derived = derive(tangent_.body);
    std::optional<Statement> last;
    if (!derived.empty() && derived.back().as<Return>()) {
      last = std::move(derived.back());
      derived.pop_back();
    }
    for (Statement& statement : derived) body.push_back(std::move(statement));
    addToAdjoints(body);
    if (last) body.push_back(std::move(*last));
    result_.body = std::move(body);
    result_.hasBody = true;
  }

private:
  static const Type* typeOf(const Variable* v) { return v->type->isReference() ? v->type->element : v->type; }
  bool isTangent(const Variable* v) const { return tangents_.count(v) || adjoints_.count(v); }
  bool mentionsTangent(const ExpressionPtr& e) const {
    bool found = false;
    forEachExpression(e, [&](const Expression& x) { found |= x.place.root && isTangent(x.place.root); });
    return found;
  }

  // ---- which variables are tangents, and of what

  // Scalars that are computed from tangents, by assignments only.
  bool findTangents() {
    tangents_.insert(resultDot_);
    bool changed = true, isPlain = true;
    auto set = [&](const Place& target, const ExpressionPtr& value) {
      if (!value || !mentionsTangent(value)) return;
      isPlain &= target.isVariable() && typeOf(target.root)->isFloat() && !adjoints_.count(target.root);
      changed |= tangents_.insert(target.root).second;
    };
    while (changed && isPlain) {
      changed = false;
      forEachStatement(tangent_.body, [&](const Statement& statement) {
        const auto* declared = statement.as<Declare>();
        const auto* assigned = statement.as<Assign>();
        if (declared) return set(place(declared->variable), declared->init);
        if (assigned) return set(assigned->target, assigned->value);
        forEachMention(statement, [&](const Variable* v) { isPlain &= !isTangent(v); });
      });
    }
    return isPlain;
  }

  bool findInputs() {
    bool isKnown = true;
    const std::function<void(const ExpressionPtr&, bool)> visit = [&](const ExpressionPtr& e, bool isAlways) {
      isKnown &= !isOperation(e, OperationKind::StrongMultiply);
      if (e->place.root && adjoints_.count(e->place.root)) isKnown &= note(*e, isAlways);
      for (const Step& step : e->place.path)
        if (step.index) visit(step.index, isAlways);
      const bool isChoice = isOperation(e, OperationKind::Select) || isOperation(e, OperationKind::LogicalAnd) ||
                            isOperation(e, OperationKind::LogicalOr);
      for (std::size_t i = 0; i < e->operands.size(); ++i) visit(e->operands[i], isAlways && (i == 0 || !isChoice));
    };
    forEachStatement(tangent_.body, [&](const Statement& statement) {
      const bool isAtTop =
          &statement >= tangent_.body.data() && &statement < tangent_.body.data() + tangent_.body.size();
      forEachOperand(statement, [&](const ExpressionPtr& operand) { visit(operand, isAtTop); });
    });
    std::stable_sort(inputs_.begin(), inputs_.end(), [&](const Input& a, const Input& b) { return isBefore(a, b); });
    return isKnown && !inputs_.empty() && inputs_.size() <= mostDirections;
  }

  // As the parameters stand, and by subscripts.
  bool isBefore(const Input& a, const Input& b) const {
    auto number = [&](const Input& input) {
      const auto& parameters = tangent_.parameters;
      return std::find(parameters.begin(), parameters.end(), input.tangent) - parameters.begin();
    };
    if (number(a) != number(b)) return number(a) < number(b);
    auto subscript = [](const Input& input) {
      const auto& path = input.place.path;
      return path.empty() || !path.back().index ? 0L : std::strtol(path.back().index->text.c_str(), nullptr, 10);
    };
    return subscript(a) < subscript(b);
  }

  bool note(const Expression& e, bool isAlwaysRead) {
    if (e.kind != ExpressionKind::Read || !e.type->isFloat()) return false;
    for (const Step& step : e.place.path)
      if (step.index && step.index->kind != ExpressionKind::Constant) return false;
    for (Input& known : inputs_)
      if (samePlace(known.place, e.place)) {
        known.isAlwaysRead |= isAlwaysRead;
        return true;
      }
    inputs_.push_back({e.place.root, adjoints_.at(e.place.root), e.place, isAlwaysRead});
    return true;
  }

  // ---- the derivative in one direction; null where it is zero

  // Which tangents stay zero in which directions; false if an expression isn't linear in them.
  bool findZeros() {
    for (const Variable* v : tangents_)
      for (std::size_t k = 0; k < inputs_.size(); ++k) zeros_.insert({v, k});
    auto set = [&](const Variable* target, const ExpressionPtr& value) {
      bool changed = false;
      if (!value || !tangents_.count(target)) return changed;
      const Terms terms = linear(value);
      for (std::size_t k = 0; isLinear_ && k < inputs_.size(); ++k)
        changed |= along(terms, k) && zeros_.erase({target, k});
      return changed;
    };
    bool changed = true;
    while (changed && isLinear_) {
      changed = false;
      forEachStatement(tangent_.body, [&](const Statement& statement) {
        if (const auto* node = statement.as<Declare>()) changed |= set(node->variable, node->init);
        if (const auto* node = statement.as<Assign>()) changed |= set(node->target.root, node->value);
      });
    }
    return isLinear_;
  }

  // The value as a sum of coefficient · tangent. Null coefficients are zeros.
  struct Term {
    Place tangent;
    ExpressionPtr coefficient;
  };
  using Terms = std::vector<Term>;

  Terms linear(const ExpressionPtr& e) {
    if (!mentionsTangent(e)) {
      isLinear_ &= isLiteral(e, 0);
      return {};
    }
    if (e->kind == ExpressionKind::Read) return {{e->place, literal(1, e->type)}};
    auto operand = [&](std::size_t i) { return linear(e->operands[i]); };
    auto scaled = [&](Terms terms, ExpressionPtr factor, bool divides) {
      isLinear_ &= !mentionsTangent(factor);
      if (terms.size() > 1) factor = named(factor);
      for (Term& term : terms)
        term.coefficient = divides ? divide(term.coefficient, factor) : multiply(term.coefficient, factor);
      return terms;
    };
    const bool isFirst = mentionsTangent(e->operands[0]);
    switch (e->operation) {
    case OperationKind::Negate: return combined({}, operand(0), true);
    case OperationKind::Cast: {
      Terms terms = operand(0);
      for (Term& term : terms) term.coefficient = convert(term.coefficient, e->type);
      return terms;
    }
    case OperationKind::Add: return combined(operand(0), operand(1), false);
    case OperationKind::Subtract: return combined(operand(0), operand(1), true);
    case OperationKind::Multiply: return scaled(operand(isFirst ? 0 : 1), e->operands[isFirst ? 1 : 0], false);
    case OperationKind::Divide: return scaled(operand(0), e->operands[1], true);
    case OperationKind::Select: return chosen(e, operand(1), operand(2));
    default: isLinear_ = false; return {};
    }
  }

  // What several coefficients, or directions, share gets a name where names can be given now.
  ExpressionPtr named(const ExpressionPtr& e) {
    if (!partials_ || e->kind != ExpressionKind::Operation || isTrivial(e)) return e;
    if (e->operation == OperationKind::Negate) return negate(named(e->operands[0]));
    Variable* name = result_.newVariable("partial", e->type);
    name->isConst = true;
    partials_->push_back(declare(name, built(e)));
    if (isChosen(e)) chosen_.insert(name);
    map_[name] = name;
    return read(name);
  }

  // Is it zero where something else is taken? There the tangent may be infinite, and doesn't count.
  bool isChosen(const ExpressionPtr& e) const {
    bool found = false;
    forEachExpression(e, [&](const Expression& x) {
      found |= chosen_.count(x.place.root) != 0;
      if (x.kind == ExpressionKind::Operation && x.operation == OperationKind::Select)
        found |= isLiteral(x.operands[1], 0) || isLiteral(x.operands[2], 0);
    });
    return found;
  }

  static Terms combined(Terms sum, const Terms& others, bool subtracts) {
    for (const Term& other : others) {
      const auto same = std::find_if(sum.begin(), sum.end(),
                                     [&](const Term& term) { return samePlace(term.tangent, other.tangent); });
      if (same == sum.end())
        sum.push_back({other.tangent, subtracts ? negate(other.coefficient) : other.coefficient});
      else if (!subtracts && sameExpression(*same->coefficient, *other.coefficient))
        same->coefficient = multiply(literal(2, other.coefficient->type), other.coefficient);
      else
        same->coefficient =
            subtracts ? subtract(same->coefficient, other.coefficient) : add(same->coefficient, other.coefficient);
    }
    return sum;
  }

  Terms chosen(const ExpressionPtr& e, const Terms& a, const Terms& b) {
    isLinear_ &= !mentionsTangent(e->operands[0]);
    Terms terms;
    for (const Terms* side : {&a, &b})
      for (const Term& term : *side) {
        const bool isSecond = side == &b;
        const auto same =
            std::find_if(terms.begin(), terms.end(), [&](const Term& t) { return samePlace(t.tangent, term.tangent); });
        if (same != terms.end())
          same->coefficient = operation(OperationKind::Select, e->type,
                                        {e->operands[0], same->coefficient->operands[1], term.coefficient});
        else
          terms.push_back({term.tangent, select(e->operands[0], isSecond ? nullptr : term.coefficient,
                                                isSecond ? term.coefficient : nullptr, e->type)});
      }
    return terms;
  }

  // The value in one direction; null where it is zero.
  ExpressionPtr along(const Terms& terms, std::size_t direction) {
    ExpressionPtr sum;
    for (const Term& term : terms) {
      const Variable* root = term.tangent.root;
      if (adjoints_.count(root)) {
        if (samePlace(term.tangent, inputs_[direction].place)) sum = add(sum, built(term.coefficient));
      } else if (!zeros_.count({root, direction})) {
        const ExpressionPtr tangent = names_.empty() ? read(term.tangent) : read(names_[direction].at(root));
        // In the wider of the two types: a coefficient may be too small for the tangent's.
        const Type* type = term.coefficient->type->bits > tangent->type->bits ? term.coefficient->type : tangent->type;
        const ExpressionPtr product =
            scale(convert(built(term.coefficient), type), convert(tangent, type), isChosen(term.coefficient));
        sum = add(sum, convert(product, term.coefficient->type));
      }
    }
    return sum;
  }
  ExpressionPtr built(const ExpressionPtr& e) const { return names_.empty() ? e : clone(e, map_); }

  // ---- the statements

  Block derive(const Block& block) {
    Block out;
    for (const Statement& statement : block) {
      const auto* declared = statement.as<Declare>();
      const auto* assigned = statement.as<Assign>();
      const Variable* target = declared ? declared->variable : assigned ? assigned->target.root : nullptr;
      if (target && tangents_.count(target)) {
        deriveTangent(target, declared ? declared->init : assigned->value, statement, out);
        continue;
      }
      Statement copy = statement;
      if (auto* node = copy.as<Loop>()) node->body.clear();
      if (auto* node = copy.as<While>()) node->body.clear();
      if (auto* node = copy.as<Scope>()) node->body.clear();
      if (auto* node = copy.as<Branch>()) node->then = node->otherwise = {};
      Block one = clone(Block{std::move(copy)}, map_);
      copy = std::move(one.front());
      if (auto* node = copy.as<Loop>()) node->body = derive(statement.as<Loop>()->body);
      if (auto* node = copy.as<While>()) node->body = derive(statement.as<While>()->body);
      if (auto* node = copy.as<Scope>()) node->body = derive(statement.as<Scope>()->body);
      if (auto* node = copy.as<Branch>()) {
        node->then = derive(statement.as<Branch>()->then);
        node->otherwise = derive(statement.as<Branch>()->otherwise);
      }
      out.push_back(std::move(copy));
    }
    return out;
  }

  void deriveTangent(const Variable* target, const ExpressionPtr& value, const Statement& statement, Block& out) {
    const bool accumulates = statement.as<Assign>() && statement.as<Assign>()->accumulate;
    const Terms terms = value ? partialsOf(value, out) : Terms{};
    for (std::size_t k = 0; k < inputs_.size(); ++k) {
      if (zeros_.count({target, k})) continue;
      Variable* name = names_[k].at(target);
      const ExpressionPtr derivative = along(terms, k);
      if (statement.as<Declare>())
        out.push_back(derivative ? declare(name, derivative) : declareZero(name));
      else if (derivative)
        out.push_back({Assign{place(name), derivative, accumulates}, statement.location});
      else if (!accumulates)
        out.push_back(assign(place(name), literal(0, name->type)));
    }
  }

  // The partial derivatives of the value, which the directions share, with names.
  Terms partialsOf(const ExpressionPtr& value, Block& out) {
    partials_ = &out;
    Terms terms = linear(value);
    for (Term& term : terms) term.coefficient = named(term.coefficient);
    partials_ = nullptr;
    return terms;
  }

  void addToAdjoints(Block& out) {
    for (std::size_t k = 0; k < inputs_.size(); ++k) {
      const auto name = names_[k].find(resultDot_);
      if (name == names_[k].end()) continue;
      const Input& input = inputs_[k];
      Place bar{input.adjoint, input.place.path};
      const ExpressionPtr product = multiply(read(resultBar_), read(name->second));
      Statement sum = accumulate(bar, convert(product, bar.type()));
      if (!input.isAlwaysRead && !bar.path.empty()) {
        // What the function didn't read needn't be there.
        const ExpressionPtr isRead =
            operation(OperationKind::NotEqual, types_.boolType(), {read(name->second), literal(0, name->second->type)});
        sum = {Branch{isRead, {std::move(sum)}, {}}, {}};
      }
      out.push_back(std::move(sum));
    }
  }

  // ---- what it costs

  double workIn(const Block& body) {
    double work = 0;
    forEachStatement(body, [&](const Statement& statement) {
      forEachOperand(statement, [&](const ExpressionPtr& operand) {
        if (!mentionsTangent(operand)) work += workOf(operand);
      });
      const auto* declared = statement.as<Declare>();
      const auto* assigned = statement.as<Assign>();
      const ExpressionPtr value = declared ? declared->init : assigned ? assigned->value : nullptr;
      if (!value || !mentionsTangent(value)) return;
      Block partials;
      const Terms terms = partialsOf(value, partials);
      for (const Statement& partial : partials) work += workOf(partial.as<Declare>()->init);
      for (const Term& term : terms) {
        for (std::size_t k = 0; k < inputs_.size(); ++k) work += along({term}, k) ? 1 : 0;
      }
    });
    return work;
  }

  // The longest chain through what the primal's statements set, one behind the other.
  double chainIn(const Block& body, std::map<const Variable*, double>& depth) const {
    double longest = 0;
    forEachStatement(body, [&](const Statement& statement) {
      const auto* declared = statement.as<Declare>();
      const auto* assigned = statement.as<Assign>();
      const Variable* target = declared ? declared->variable : assigned ? assigned->target.root : nullptr;
      const ExpressionPtr value = declared ? declared->init : assigned ? assigned->value : nullptr;
      if (!target || !value || isTangent(target)) return;
      double at = depthOf(value, depth);
      if (assigned && assigned->accumulate) at = std::max(at, depth[target]) + 4;
      depth[target] = at;
      longest = std::max(longest, at);
    });
    return longest;
  }
  static double depthOf(const ExpressionPtr& e, const std::map<const Variable*, double>& depth) {
    double deepest = 0;
    if (e->place.root)
      if (const auto known = depth.find(e->place.root); known != depth.end()) deepest = known->second;
    for (const ExpressionPtr& operand : e->operands) deepest = std::max(deepest, depthOf(operand, depth));
    return deepest + costOf(*e).latency;
  }

  TypeTable& types_;
  const Function& tangent_;
  Function& result_;
  VariableMap map_;                                // the primal's variables
  std::map<const Variable*, Variable*> adjoints_;  // of the tangents that are parameters
  const Variable* resultDot_ = nullptr;
  Variable* resultBar_ = nullptr;
  std::set<const Variable*> tangents_;
  std::vector<Input> inputs_;
  std::set<std::pair<const Variable*, std::size_t>> zeros_;
  std::set<const Variable*> chosen_;  // names of partials that are zero where something else is taken
  std::vector<std::map<const Variable*, Variable*>> names_;
  Block* partials_ = nullptr;
  bool isLinear_ = true;
};

bool isCandidate(const Function& primal, const Variant& variant) {
  if (!primal.annotated || !primal.result->isFloat() || !variant.resultActive) return false;
  for (std::size_t i = 0; i < primal.parameters.size(); ++i)
    if (variant.active[i] && primal.parameters[i]->type->givesWriteAccess()) return false;
  return true;
}

}  // namespace

bool makeAdjointByTangents(Derivatives& derivatives, Function& primal, const Variant& variant, Derivative& result) {
  if (!derivatives.choosesMode() || !isCandidate(primal, variant)) return false;
  Module& module = derivatives.module();
  Derivative tangent;
  std::string name = backend::tangentName(cxxName(primal)) + ".scratch";
  while (module.find(name)) name += "_2";
  tangent.function = module.newFunction(name);
  if (!makeTangent(derivatives, primal, variant, tangent)) return false;
  Directions directions(derivatives, tangent, result);
  if (!directions.areFew() || !directions.areCheap()) return false;
  directions.build();
  return derivatives.passes().check("adjoint", *result.function) &&
         derivatives.passes().after(*result.function, module.types);
}

}  // namespace retrograd::transform
