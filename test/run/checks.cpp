// What must hold of a function and its derivatives. With -DRETROGRAD_ORACLE_ONLY the derivatives are left out and the
// duals are checked, against differences.
#include "subject.h"

#include <cstdio>

namespace oracle {

namespace {

Flat randomFlat(std::size_t n, std::mt19937& random, long double epsilon) {
  Flat result(n);
  // Few bits, so that seeds are exact in every type; never zero.
  for (long double& v : result) v = (static_cast<int>(random() % 255) - 127.5L) / 64;
  return epsilon > 0 ? result : Flat(n, 0);
}

bool same(long double a, long double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

class Check {
public:
  Check(const Subject& subject, unsigned seed) : s(subject), seed(seed), random(seed + 1), point(s.generate(seed)) {}

  unsigned run() {
    x = s.inputs(point);
    primal = s.primal(point);
    yBar = randomFlat(primal.active.size(), random, s.epsilon);
    u = randomFlat(x.size(), random, s.epsilon);
    jacobianByDuals();
#ifdef RETROGRAD_ORACLE_ONLY
    if (!s.isKink) differences();
#else
    derivatives();
#endif
    return failures;
  }

private:
  void derivatives() {
    tangents();
    adjoints();
    zeroSeeds();
    scaledSeeds();
    accumulation();
    if (s.hvp) secondOrder();
  }
  void fail(const char* what, std::size_t index, long double got, long double want) {
    ++failures;
    std::printf("FAIL %s: %s [%zu] = %.20Lg, expected %.20Lg (seed %u)\n", s.name.c_str(), what, index, got, want,
                seed);
  }
  void equal(const char* what, const Flat& got, const Flat& want) {
    if (got.size() != want.size()) return fail("number of values", 0, got.size(), want.size());
    for (std::size_t i = 0; i < got.size(); ++i)
      if (!same(got[i], want[i])) return fail(what, i, got[i], want[i]);
  }
  // got = want, up to rounding of terms of the given size.
  void near(const char* what, std::size_t index, long double got, long double want, long double size) {
    if (same(got, want)) return;
    if (!(std::fabs(got - want) <= s.tolerance * s.epsilon * (size + 0.01L * largest))) fail(what, index, got, want);
  }
  void unchanged(const char* what, const Outcome& outcome) {
    equal(what, outcome.active, primal.active);
    equal(what, outcome.passive, primal.passive);
  }
  Flat unit(std::size_t j) {
    Flat e(x.size(), 0);
    if (j < e.size()) e[j] = 1;
    return e;
  }

  void jacobianByDuals() {
    jacobian.assign(primal.active.size(), Flat(x.size(), 0));
    for (std::size_t j = 0; j == 0 || j < x.size(); j += 2) {
      Flat y1, y2, y12;
      unchanged("value of the dual", s.dual(point, unit(j), unit(j + 1), y1, y2, y12));
      for (std::size_t i = 0; i < jacobian.size() && j < x.size(); ++i) {
        jacobian[i][j] = y1.at(i);
        if (j + 1 < x.size()) jacobian[i][j + 1] = y2.at(i);
      }
    }
    for (const Flat& row : jacobian)
      for (const long double v : row) largest = std::isfinite(v) ? std::fmax(largest, std::fabs(v)) : largest;
  }
  long double term(std::size_t i, std::size_t j, long double seedValue) { return strong(jacobian[i][j], seedValue); }

  // The functions' values and the duals' first derivatives, moved a little along u.
  void differences() {
    const Flat v = randomFlat(x.size(), random, s.epsilon);
    const long double h = std::cbrt(s.epsilon) / 4;
    Flat y1, y2, y12, ahead1, ahead2, behind1, behind2, unused;
    s.dual(point, u, v, y1, y2, y12);
    const Flat ahead = s.dual(moved(h), u, v, ahead1, ahead2, unused).active;
    const Flat behind = s.dual(moved(-h), u, v, behind1, behind2, unused).active;
    for (std::size_t i = 0; i < y1.size(); ++i) {
      const long double size =
          std::fabs(primal.active[i]) + std::fabs(y1[i]) + std::fabs(y2[i]) + std::fabs(y12[i]) + largest;
      similar("dual", i, y1[i], (ahead[i] - behind[i]) / (2 * h), size);
      similar("second derivative of the dual", i, y12[i], (ahead2[i] - behind2[i]) / (2 * h), size);
    }
  }
  Point moved(long double h) {
    Flat there = x;
    for (std::size_t j = 0; j < x.size(); ++j) there[j] += h * u[j];
    return s.replaceInputs(point, there);
  }
  void similar(const char* what, std::size_t i, long double got, long double want, long double size) {
    if (!(std::fabs(got - want) <= 3000 * std::pow(s.epsilon, 2.0L / 3) * (1 + size))) fail(what, i, got, want);
  }

  void tangents() {
    unchanged("value returned by the tangent", s.tangent(point, u, yDot));
    if (yDot.size() != jacobian.size()) return fail("number of tangents", 0, yDot.size(), jacobian.size());
    for (std::size_t i = 0; i < jacobian.size(); ++i) {
      long double want = 0, size = 0;
      for (std::size_t j = 0; j < x.size(); ++j) want += term(i, j, u[j]), size += std::fabs(term(i, j, u[j]));
      near("tangent", i, yDot[i], want, size);
    }
  }
  // The adjoints of the inputs on entry: `start` for those that are only read, the output's for those written.
  Flat onEntry(const Flat& outputBars, const Flat& start) {
    Flat bars = start;
    std::size_t output = s.resultSize;
    for (std::size_t j = 0; j < x.size(); ++j)
      if (s.inputIsWritten[j]) bars[j] = outputBars.at(output++);
    return bars;
  }
  Flat adjointOf(const Flat& outputBars, const Flat& start, const char* what) {
    Flat bars = onEntry(outputBars, start);
    const Flat resultBar(outputBars.begin(), outputBars.begin() + s.resultSize);
    unchanged(what, s.adjoint(point, bars, resultBar));
    return bars;
  }
  void adjoints() {
    xBar = adjointOf(yBar, Flat(x.size(), 0), "value returned by the adjoint");
    long double left = 0, right = 0, size = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
      long double want = 0, termSize = 0;
      for (std::size_t i = 0; i < jacobian.size(); ++i)
        want += term(i, j, yBar[i]), termSize += std::fabs(term(i, j, yBar[i]));
      near("adjoint", j, xBar[j], want, termSize);
      left += strong(xBar[j], u[j]);
      size += std::fabs(strong(xBar[j], u[j]));
    }
    for (std::size_t i = 0; i < yDot.size(); ++i) {
      right += strong(yDot[i], yBar[i]);
      size += std::fabs(strong(yDot[i], yBar[i]));
    }
    near("adjoint . direction against seed . tangent", 0, left, right, size);
  }
  void zeroSeeds() {
    Flat zeroDot;
    s.tangent(point, Flat(x.size(), 0), zeroDot);
    equal("tangent of direction zero", zeroDot, Flat(zeroDot.size(), 0));
    equal("adjoint of seed zero", adjointOf(Flat(yBar.size(), 0), Flat(x.size(), 0), "value, seed zero"),
          Flat(x.size(), 0));
  }
  // Twice the seed is exactly twice the adjoint, in binary arithmetic.
  void scaledSeeds() {
    Flat twice = yBar, expected = xBar;
    for (long double& v : twice) v *= 2;
    for (long double& v : expected) v *= 2;
    equal("adjoint of twice the seed", adjointOf(twice, Flat(x.size(), 0), "value, twice the seed"), expected);
  }
  // Adjoints add to what is there, called with the first call's: exactly twice.
  void accumulation() {
    Flat expected = xBar;
    const Flat again = adjointOf(yBar, xBar, "value, second call");
    for (std::size_t j = 0; j < x.size(); ++j) {
      const bool written = s.inputIsWritten[j];
      near("adjoint, second call", j, again[j], written ? xBar[j] : 2 * xBar[j], std::fabs(xBar[j]));
    }
  }

  // Adjoints of (result, tangent of the result along u): the seeds' combination of gradient and Hessian times u.
  void secondOrder() {
    const Flat seeds = {0.75L, 1.5L};
    Flat bars(x.size(), 0), zeros(x.size(), 0), y1, y2, y12;
    long double resultDot = 0;
    unchanged("value returned by the Hessian-vector product", s.hvp(point, u, seeds, bars, resultDot));
    near("tangent from the Hessian-vector product", 0, resultDot, yDot.at(0), std::fabs(yDot.at(0)));
    long double size = largest;
    std::vector<long double> want(x.size());
    for (std::size_t j = 0; j < x.size(); ++j) {
      s.dual(point, unit(j), u, y1, y2, y12);
      want[j] = strong(y1.at(0), seeds[0]) + strong(y12.at(0), seeds[1]);
      if (std::isfinite(want[j])) size = std::fmax(size, std::fabs(want[j]));
    }
    for (std::size_t j = 0; j < x.size(); ++j)
      if (std::isfinite(want[j]) || !s.isKink) near("Hessian-vector product", j, bars[j], want[j], size);
    s.hvp(point, u, {0, 0}, zeros, resultDot);
    equal("Hessian-vector product of seed zero", zeros, Flat(x.size(), 0));
  }

  const Subject& s;
  unsigned seed;
  std::mt19937 random;
  Point point;
  Flat x, u, yDot, yBar, xBar;
  Outcome primal;
  std::vector<Flat> jacobian;
  long double largest = 0;
  unsigned failures = 0;
};

}  // namespace

unsigned countFailures(const Subject& subject) {
  const unsigned points = subject.isFixed ? 2 : 6;
  for (unsigned seed = 0; seed < points; ++seed)
    if (const unsigned failures = Check(subject, seed).run()) return failures;
  return 0;
}

}  // namespace oracle
