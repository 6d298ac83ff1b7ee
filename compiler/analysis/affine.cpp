#include "analysis/affine.h"

#include "ir/build.h"

#include <algorithm>
#include <iterator>

namespace retrograd::analysis {

using namespace ir;

Polynomial Polynomial::symbol(const std::string& key) {
  Polynomial result;
  result.add({key}, 1);
  return result;
}

void Polynomial::add(const Monomial& monomial, long coefficient) {
  long& slot = terms_[monomial];
  slot += coefficient;
  if (slot == 0) terms_.erase(monomial);
}

Polynomial Polynomial::operator+(const Polynomial& other) const {
  Polynomial result = *this;
  for (const auto& [monomial, coefficient] : other.terms_) result.add(monomial, coefficient);
  return result;
}

Polynomial Polynomial::operator-(const Polynomial& other) const { return *this + Polynomial(-1) * other; }

Polynomial Polynomial::operator*(const Polynomial& other) const {
  Polynomial result;
  for (const auto& [a, p] : terms_)
    for (const auto& [b, q] : other.terms_) {
      Monomial product = a;
      product.insert(product.end(), b.begin(), b.end());
      std::sort(product.begin(), product.end());
      result.add(product, p * q);
    }
  return result;
}

std::optional<long> Polynomial::constant() const {
  if (terms_.empty()) return 0;
  if (terms_.size() == 1 && terms_.begin()->first.empty()) return terms_.begin()->second;
  return std::nullopt;
}

long Polynomial::constantPart() const {
  const auto found = terms_.find({});
  return found == terms_.end() ? 0 : found->second;
}

std::pair<Polynomial, Polynomial> Polynomial::dividedBy(const Polynomial& divisor) const {
  // Products of more symbols lead: multiplying two monomials by a third keeps their order.
  auto isLess = [](const auto& a, const auto& b) {
    return a.first.size() != b.first.size() ? a.first.size() < b.first.size() : a.first < b.first;
  };
  const auto leading = *std::max_element(divisor.terms_.begin(), divisor.terms_.end(), isLess);
  std::pair<Polynomial, Polynomial> result{{}, *this};
  auto& [quotient, remainder] = result;
  auto divides = [&](const auto& term) {
    return term.second % leading.second == 0 &&
           std::includes(term.first.begin(), term.first.end(), leading.first.begin(), leading.first.end());
  };
  for (unsigned steps = 0; steps < 16; ++steps) {
    const auto found = std::find_if(remainder.terms_.begin(), remainder.terms_.end(), divides);
    if (found == remainder.terms_.end()) break;
    Monomial rest;
    std::set_difference(found->first.begin(), found->first.end(), leading.first.begin(), leading.first.end(),
                        std::back_inserter(rest));
    Polynomial factor;
    factor.add(rest, found->second / leading.second);
    quotient = quotient + factor;
    remainder = remainder - factor * divisor;
  }
  return result;
}

bool Polynomial::isSmall() const {
  constexpr long limit = 1L << 28;
  return terms_.size() <= 16 &&
         std::all_of(terms_.begin(), terms_.end(), [](const auto& t) { return -limit < t.second && t.second < limit; });
}

Affine combined(const Affine& a, const Affine& b, long sign) {
  Affine result = a;
  const Polynomial factor(sign);
  for (const auto& [counter, coefficient] : b.counters) {
    Polynomial& slot = result.counters[counter];
    slot = slot + factor * coefficient;
    if (slot.isZero()) result.counters.erase(counter);
  }
  result.rest = result.rest + factor * b.rest;
  return result;
}

Affine scaled(const Affine& a, const Polynomial& factor) {
  Affine result;
  for (const auto& [counter, coefficient] : a.counters) result.counters[counter] = coefficient * factor;
  result.rest = a.rest * factor;
  return result;
}

bool isSmall(const Affine& affine) {
  return affine.rest.isSmall() && affine.counters.size() <= 8 &&
         std::all_of(affine.counters.begin(), affine.counters.end(),
                     [](const auto& counter) { return counter.second.isSmall(); });
}

bool Subscripts::isInvariant(const Variable* variable, const Statement& statement) const {
  const Value* value = values_.at(statement, variable);
  if (!value) return false;
  for (const Region* region = value->region; region; region = region->parent)
    if (region->isLoop()) return false;
  return true;
}

std::optional<Affine> Subscripts::affineOfRead(const Expression& expression, const Statement& statement) const {
  const Place& place = expression.place;
  if (place.isVariable() && memory_.isRegister(place.root)) {
    const Value* value = values_.at(statement, place.root);
    if (!value) return std::nullopt;
    Affine result;
    if (value->kind == ValueKind::Counter) {
      result.counters[place.root] = Polynomial(1);
      return result;
    }
    if (value->kind == ValueKind::Definition) {
      const auto* declare = value->statement->as<Declare>();
      const auto* assign = value->statement->as<Assign>();
      if (declare && declare->init) return affine(declare->init, *value->statement);
      if (assign && !assign->accumulate) return affine(assign->value, *value->statement);
    }
    if (!isInvariant(place.root, statement)) return std::nullopt;
    result.rest = Polynomial::symbol("v" + std::to_string(value->id));
    return result;
  }
  // Memory that is never written (a dimension kept in a struct): fields only, no subscripts.
  std::string key = "m" + place.root->name;
  for (const Step& step : place.path) {
    if (step.kind != StepKind::Field) return std::nullopt;
    key += "." + step.field;
  }
  for (const Object& object : memory_.objectsOf(place))
    if (isVectorSize(place) ? memory_.isResized(object) : memory_.isWritten(object)) return std::nullopt;
  if (place.root->role == VariableRole::Global) return std::nullopt;
  return Affine{{}, Polynomial::symbol(key)};
}

namespace {

std::optional<Affine> affineOfOperation(const Expression& expression, const AffineOfRead& ofRead) {
  std::vector<Affine> operands;
  switch (expression.operation) {
  case OperationKind::Cast:
    // Narrowing may wrap; widening keeps the value of a subscript that is in range.
    if (expression.operands[0]->type->kind != TypeKind::Integer || expression.type->bits < 32) return std::nullopt;
    [[fallthrough]];
  case OperationKind::Add:
  case OperationKind::Subtract:
  case OperationKind::Multiply:
  case OperationKind::Negate: break;
  default: return std::nullopt;
  }
  for (const ExpressionPtr& operand : expression.operands) {
    auto part = affineOf(operand, ofRead);
    if (!part) return std::nullopt;
    operands.push_back(std::move(*part));
  }
  switch (expression.operation) {
  case OperationKind::Cast: return operands[0];
  case OperationKind::Add: return combined(operands[0], operands[1], 1);
  case OperationKind::Subtract: return combined(operands[0], operands[1], -1);
  case OperationKind::Negate: return scaled(operands[0], Polynomial(-1));
  default:
    if (operands[1].counters.empty()) return scaled(operands[0], operands[1].rest);
    if (operands[0].counters.empty()) return scaled(operands[1], operands[0].rest);
    return std::nullopt;
  }
}

}  // namespace

std::optional<Affine> affineOf(const ExpressionPtr& expression, const AffineOfRead& ofRead) {
  std::optional<Affine> result;
  if (expression->kind == ExpressionKind::Constant) {
    const auto value = integerLiteral(*expression);
    result = Affine{{}, value ? Polynomial(*value) : Polynomial::symbol("c" + expression->text)};
  } else if (expression->kind == ExpressionKind::Read) {
    result = ofRead(*expression);
  } else if (expression->kind == ExpressionKind::Operation) {
    result = affineOfOperation(*expression, ofRead);
  }
  // Unsigned numbers wrap around where large ones take part: i + 4294967295u is i - 1.
  return result && isSmall(*result) ? result : std::nullopt;
}

std::optional<Affine> Subscripts::affine(const ExpressionPtr& expression, const Statement& statement) const {
  return affineOf(expression, [&](const Expression& e) { return affineOfRead(e, statement); });
}

std::optional<Polynomial> Subscripts::extent(const Statement& statement) const {
  const auto* loop = statement.as<Loop>();
  if (!loop || loop->relation != OperationKind::Less) return std::nullopt;
  if (integerLiteral(*loop->step) != 1) return std::nullopt;
  const auto begin = affine(loop->begin, statement), end = affine(loop->end, statement);
  if (!begin || !end || !begin->counters.empty() || !end->counters.empty()) return std::nullopt;
  return end->rest - begin->rest;
}

}  // namespace retrograd::analysis
