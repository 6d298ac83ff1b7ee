// Subscripts as affine functions of loop counters: coefficient · counter + … + rest, where coefficients and rest are
// polynomials in quantities that don't change (parameters, values defined outside the loops).
#pragma once

#include "analysis/values.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace retrograd::analysis {

// Sum of integer multiples of products of symbols; a symbol is named by a key, the product is sorted.
class Polynomial {
public:
  using Monomial = std::vector<std::string>;
  Polynomial() = default;
  explicit Polynomial(long value) { add({}, value); }
  static Polynomial symbol(const std::string& key);
  void add(const Monomial& monomial, long coefficient);
  Polynomial operator+(const Polynomial& other) const;
  Polynomial operator-(const Polynomial& other) const;
  Polynomial operator*(const Polynomial& other) const;
  bool operator==(const Polynomial& other) const { return terms_ == other.terms_; }
  bool isZero() const { return terms_.empty(); }
  std::optional<long> constant() const;
  // The term without symbols.
  long constantPart() const;
  // {Q, R} with this = Q · divisor + R, R without multiples of the divisor's leading term; the divisor isn't zero.
  std::pair<Polynomial, Polynomial> dividedBy(const Polynomial& divisor) const;
  // Are the coefficients small enough to calculate with, without overflows?
  bool isSmall() const;

private:
  std::map<Monomial, long> terms_;
};

struct Affine {
  std::map<const ir::Variable*, Polynomial> counters;
  Polynomial rest;
};

// a + sign · b; factor · a.
Affine combined(const Affine& a, const Affine& b, long sign);
Affine scaled(const Affine& a, const Polynomial& factor);
bool isSmall(const Affine& affine);

// The expression where `ofRead` tells what a read is; absent when it isn't affine.
using AffineOfRead = std::function<std::optional<Affine>(const ir::Expression&)>;
std::optional<Affine> affineOf(const ir::ExpressionPtr& expression, const AffineOfRead& ofRead);

class Subscripts {
public:
  Subscripts(const Memory& memory, const Values& values) : memory_(memory), values_(values) {}
  // The expression as the statement sees it; absent when it isn't affine.
  std::optional<Affine> affine(const ir::ExpressionPtr& expression, const ir::Statement& statement) const;
  // Number of iterations of a counted loop with step 1 (end - begin), if affine without counters.
  std::optional<Polynomial> extent(const ir::Statement& loop) const;
  // Is this pointer-valued or scalar register the same value at both statements, and constant in all loops?
  bool isInvariant(const ir::Variable* variable, const ir::Statement& statement) const;

private:
  std::optional<Affine> affineOfRead(const ir::Expression& expression, const ir::Statement& statement) const;
  const Memory& memory_;
  const Values& values_;
};

}  // namespace retrograd::analysis
