// Are two subscripts surely different, because of what the bounds of the loops around them say?
//
//   for (j < n)
//     for (i < n) {
//       for (k < j) … l[i * n + k] …       k < j <= j', and both columns lie in 0 … n - 1:
//       l[i * n + j] = …                   what iteration j' writes was not read before
//     }
//
// The difference of the subscripts is a sum over the counters of both sides. It isn't zero where bounds, put in for
// counters from the innermost outwards, leave a number that isn't; or where it is N · Q + R with |R| < N, and Q or R
// isn't. All of that is arithmetic on mathematical integers: what might have wrapped around or lost bits is no such
// sum.
#pragma once

#include "analysis/affine.h"

namespace retrograd::analysis {

class LoopBounds {
public:
  LoopBounds(const Memory& memory, const Values& values)
      : memory_(memory), values_(values), subscripts_(memory, values) {}

  // Do the subscripts that the two statements see differ when the counters of the loops in `equal` agree and, if given,
  // `later` is in a later iteration at `writer`? (No subscript: *p.)
  bool differ(const ir::ExpressionPtr& read, const ir::Statement& at, const ir::ExpressionPtr& write,
              const ir::Statement& writer, const std::vector<const ir::Statement*>& equal,
              const ir::Statement* later) const;

private:
  // What the machine's integers may make of the sum that an expression spells: nothing else; something less; something
  // greater; what differs from it by a multiple of 2^64 (as a subscript, that addresses the same element).
  enum class Tolerance { None, Less, Greater, Wrapping };
  enum class Side { Both, Read, Write };
  // A counter, in the iteration that both statements are in, or the reader, or the writer.
  using Unknown = std::pair<Side, const ir::Variable*>;
  struct Sum {
    std::map<Unknown, Polynomial> unknowns;
    Polynomial rest;
  };
  // What is known.
  struct Question {
    std::set<const ir::Variable*> shared;    // counters that agree
    const ir::Variable* advanced = nullptr;  // counter that is further on at the writer
    std::vector<Polynomial> nonNegative;
  };

  std::optional<Affine> exact(const ir::ExpressionPtr& expression, const ir::Statement& statement,
                              Tolerance tolerance) const;
  std::optional<Affine> exactRead(const ir::Expression& read, const ir::Statement& statement,
                                  Tolerance tolerance) const;
  std::optional<Affine> exactOperation(const ir::Expression& operation, const ir::Statement& statement,
                                       Tolerance tolerance) const;
  std::optional<Affine> exactCast(const ir::Expression& cast, const ir::Statement& statement,
                                  Tolerance tolerance) const;
  bool isNonNegative(const ir::Expression& expression, const ir::Statement& statement) const;
  bool isNextOfCounter(const ir::Expression& sum, const ir::Statement& statement) const;
  // The expression, if it is a sum over counters of loops around the statement.
  std::optional<Affine> overLoops(const ir::ExpressionPtr& expression, const ir::Statement& statement,
                                  Tolerance tolerance) const;
  const ir::Statement* loopOf(const ir::Variable* counter) const;
  std::optional<Affine> bound(const ir::Variable* counter, bool upper) const;
  std::vector<Sum> bounds(const Unknown& unknown, bool upper, const Question& question) const;
  void addNonNegative(const ir::Statement& statement, Question& question) const;
  std::pair<Unknown, Polynomial> innermost(const Sum& sum) const;
  bool isAtLeastZero(const Sum& sum, const Question& question) const;
  bool isBelow(const Sum& sum, const Polynomial& limit, const Question& question) const;
  bool isNotZero(const Sum& sum, const Question& question, unsigned depth) const;
  bool isNotZeroBy(const Polynomial& divisor, const Sum& sum, const Question& question, unsigned depth) const;

  static Sum sumOf(const Affine& affine, Side side, const Question& question);
  static Sum plus(const Sum& a, const Polynomial& factor, const Sum& b);

  const Memory& memory_;
  const Values& values_;
  Subscripts subscripts_;
};

}  // namespace retrograd::analysis
