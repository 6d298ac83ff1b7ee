// What a check of a gradient found.
#pragma once

#include "retrograd/detail/counted.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

namespace retrograd {

struct GradientCheck {
  struct Number {
    std::string name;  // "argument 0.w1[17]"
    double generated = 0, differences = 0;
    bool wrong = false, unsure = false;
    unsigned parameter = 0;

    // Relative; absolute below 1.
    double error() const {
      return std::abs(generated - differences) / std::max({1.0, std::abs(generated), std::abs(differences)});
    }
  };
  struct Parameter {
    unsigned index = 0;
    std::string name;  // "argument 0"
    long numbers = 0, wrong = 0, unsure = 0;
    double worst_error = 0;  // of those that aren't unsure
  };
  std::vector<Number> numbers;
  double dot_product_error = 0;  // of check_derivatives: relative, between forward and reverse mode
  bool dot_product_wrong = false;
  bool value_wrong = false;  // the derivatives' function value isn't the function's

  long count_wrong() const { return count(&Number::wrong); }
  long count_unsure() const { return count(&Number::unsure); }
  bool is_wrong() const { return count_wrong() > 0 || dot_product_wrong || value_wrong; }
  // Is nothing wrong, and was anything checked?
  explicit operator bool() const { return !is_wrong() && count_unsure() < static_cast<long>(numbers.size()); }

  // In order; those without numbers that were checked are not there.
  std::vector<Parameter> parameters() const {
    std::vector<Parameter> result;
    for (const Number& n : numbers) {
      if (result.empty() || result.back().index != n.parameter)
        result.push_back({n.parameter, n.name.substr(0, n.name.find_first_of(".[")), 0, 0, 0, 0});
      Parameter& p = result.back();
      ++p.numbers;
      p.wrong += n.wrong;
      p.unsure += n.unsure;
      if (!n.unsure) p.worst_error = std::max(p.worst_error, n.error());
    }
    return result;
  }

  // A line for each number that is wrong or unsure, then their counts.
  std::string text() const {
    std::string lines;
    for (const Number& n : numbers)
      if (n.wrong || n.unsure)
        lines += n.name + ": generated " + std::to_string(n.generated) + ", by differences " +
                 std::to_string(n.differences) + (n.wrong ? "  WRONG\n" : "  unsure: a kink near?\n");
    if (dot_product_wrong) lines += "forward and reverse mode differ by " + std::to_string(dot_product_error) + "\n";
    if (value_wrong) lines += "the function's value is another one in its derivatives\n";
    return lines + detail::counted(static_cast<long long>(numbers.size()), "number") + " checked, " +
           std::to_string(count_wrong()) + " wrong, " + std::to_string(count_unsure()) + " unsure\n";
  }
  // A line for each parameter.
  std::string table() const {
    std::string lines;
    for (const Parameter& p : parameters()) {
      char line[160];
      std::snprintf(line, sizeof line, ", %ld wrong, %ld unsure, worst error %.1e\n", p.wrong, p.unsure, p.worst_error);
      lines += p.name + ": " + detail::counted(p.numbers, "number") + line;
    }
    return lines;
  }

private:
  long count(bool Number::* flag) const {
    return static_cast<long>(std::count_if(numbers.begin(), numbers.end(), [&](const Number& n) { return n.*flag; }));
  }
};

namespace detail {

// A derivative by differences. noise: how much what it was made from contradicts itself.
struct Differences {
  double value = 0, noise = 0, rounding = 0;
};

// The derivative of f() by x, which f reads, from values at x ± distance and x ± distance / 2.
template <class T, class F> Differences differences_at(T& x, double distance, double epsilon, F& f) {
  const T kept = x;
  const double here = f();
  double largest = std::abs(here);
  struct Slopes {
    double central, bend;  // bend: how much the slopes of both sides differ
  };
  auto slopes = [&](double h) {
    const T high = static_cast<T>(kept + h), low = static_cast<T>(kept - h);
    x = high;
    const double above = f();
    x = low;
    const double below = f();
    x = kept;
    largest = std::max({largest, std::abs(above), std::abs(below)});
    const double up = static_cast<double>(high) - static_cast<double>(kept);
    const double down = static_cast<double>(kept) - static_cast<double>(low);
    return Slopes{(above - below) / (up + down), (above - here) / up - (here - below) / down};
  };
  const Slopes wide = slopes(distance), narrow = slopes(distance / 2);
  // Of a smooth function the bend halves with the distance; at a kink it stays.
  const double kink = std::abs(2 * narrow.bend - wide.bend);
  return {(4 * narrow.central - wide.central) / 3, std::max(std::abs(narrow.central - wide.central), kink),
          50 * epsilon * largest / distance};
}

enum class Verdict { Right, Wrong, Unsure };

inline Verdict judge(double generated, const Differences& by, bool single) {
  const double size = std::max(std::abs(generated), std::abs(by.value));
  if (!std::isfinite(generated))
    return by.noise <= 0.05 * std::abs(by.value) + by.rounding ? Verdict::Wrong : Verdict::Unsure;
  const double allowed = (single ? 1e-2 : 1e-6) * size + by.rounding;
  const double error = std::abs(generated - by.value);
  if (error <= allowed) return Verdict::Right;
  return error > allowed + 4 * by.noise ? Verdict::Wrong : Verdict::Unsure;
}

// epsilon: of the least precise number that goes in or comes out.
template <class T, class F>
GradientCheck::Number compare(const std::string& name, unsigned parameter, double generated, T& x, double epsilon,
                              F& f) {
  const bool single = epsilon > 1e-10;
  const double distance = (single ? 2e-2 : 1e-3) * std::max(1.0, std::abs(static_cast<double>(x)));
  Differences by = differences_at(x, distance, epsilon, f);
  Verdict verdict = judge(generated, by, single);
  // A function that computes with less precision than its types say looks wrong from near only.
  if (verdict == Verdict::Wrong && !single)
    verdict = judge(generated, differences_at(x, 20 * distance, epsilon, f), false) == Verdict::Wrong ? Verdict::Wrong
                                                                                                      : Verdict::Unsure;
  // Numbers that are small by nature, a capacity of 1e-9, say more from near, if rounding leaves as many digits there
  // as are compared.
  if (const double size = std::abs(static_cast<double>(x)); verdict != Verdict::Right && size > 0 && size < 1) {
    const Differences nearer = differences_at(x, (single ? 2e-2 : 1e-3) * size, epsilon, f);
    const bool isPrecise = nearer.rounding <= (single ? 1e-2 : 1e-6) * std::abs(nearer.value);
    if (isPrecise && judge(generated, nearer, single) == Verdict::Right) {
      verdict = Verdict::Right;
      by = nearer;
    }
  }
  return {name, generated, by.value, verdict == Verdict::Wrong, verdict == Verdict::Unsure, parameter};
}

}  // namespace detail
}  // namespace retrograd
