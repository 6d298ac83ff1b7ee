#include "lbfgs.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace retrograd::detail {
namespace {

using Vector = std::vector<double>;

double dot(const double* a, const double* b, std::size_t n) { return std::inner_product(a, a + n, b, 0.0); }
double dot(const Vector& a, const Vector& b) { return dot(a.data(), b.data(), a.size()); }

template <class F> void for_each_array(const Parameters& all, F f) {
  for (const auto& p : all.float32) f(p.values);
  for (const auto& p : all.float64) f(p.values);
}

void gather(const Parameters& all, Vector& to) {
  auto next = to.begin();
  for_each_array(all, [&](auto values) { next = std::copy(values.begin(), values.end(), next); });
}
void clear(const Parameters& all) {
  for_each_array(all, [](auto values) { std::fill(values.begin(), values.end(), 0); });
}

// The loss along a line from where the values are.
struct Point {
  double length, loss, slope;
};

class Line {
public:
  Line(const Parameters& values, const Parameters& gradients, const Vector& direction,
       const std::function<double()>& evaluate)
      : values_(values),
        gradients_(gradients),
        direction_(direction),
        evaluate_(evaluate),
        start_(direction.size()),
        gradient_(direction.size()) {
    gather(values, start_);
  }

  Point at(double length) {
    move_to(length);
    clear(gradients_);
    const double loss = evaluate_();
    gather(gradients_, gradient_);
    ++evaluations_;
    return last_ = {length, loss, dot(gradient_, direction_)};
  }
  void move_to(double length) {
    auto x = start_.begin();
    auto d = direction_.begin();
    for_each_array(values_, [&](auto values) {
      for (auto& value : values) value = static_cast<std::remove_reference_t<decltype(value)>>(*x++ + length * *d++);
    });
  }
  int evaluations() const { return evaluations_; }
  const Point& last() const { return last_; }
  const Vector& start() const { return start_; }
  const Vector& gradient() const { return gradient_; }  // of the last point

private:
  const Parameters &values_, &gradients_;
  const Vector& direction_;
  const std::function<double()>& evaluate_;
  Vector start_, gradient_;
  Point last_{};
  int evaluations_ = 0;
};

// Where the cubic through two points' losses and slopes is least (Nocedal & Wright, equation 3.59), kept well inside.
double between(const Point& a, const Point& b) {
  const double d1 = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.length - b.length);
  const double root = d1 * d1 - a.slope * b.slope;
  const double d2 = std::copysign(std::sqrt(std::max(root, 0.0)), b.length - a.length);
  const double width = b.length - a.length;
  double fraction = 1 - (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
  if (root < 0 || !std::isfinite(fraction)) fraction = 0.5;
  return a.length + std::clamp(fraction, 0.05, 0.95) * width;
}

class Search {
public:
  Search(Line& line, const Lbfgs& settings, const Point& start) : line_(line), settings_(settings), start_(start) {}

  // A point that fulfils the strong Wolfe conditions (algorithm 3.5), or the best found with as many evaluations as
  // there may be, or the start.
  Point run(double length) {
    Point previous = start_;
    while (line_.evaluations() < settings_.evaluations) {
      const Point now = line_.at(length);
      if (!std::isfinite(now.loss) || !std::isfinite(now.slope)) {
        length = previous.length + (length - previous.length) / 4;
        continue;
      }
      if (too_high(now) || (previous.length > 0 && now.loss >= previous.loss)) return zoom(previous, now);
      if (flat_enough(now)) return now;
      if (now.slope >= 0) return zoom(now, previous);
      previous = now;
      length *= 2;
    }
    return previous;
  }

private:
  bool too_high(const Point& p) const {
    return p.loss > start_.loss + settings_.sufficient_decrease * p.length * start_.slope;
  }
  bool flat_enough(const Point& p) const { return std::abs(p.slope) <= -settings_.curvature * start_.slope; }

  // Algorithm 3.6; `low` has the smaller loss.
  Point zoom(Point low, Point high) {
    while (line_.evaluations() < settings_.evaluations) {
      const double length = between(low, high);
      if (length == low.length || length == high.length) break;
      const Point now = line_.at(length);
      if (!std::isfinite(now.loss) || too_high(now) || now.loss >= low.loss) {
        high = now;
        continue;
      }
      if (flat_enough(now)) return now;
      if (now.slope * (high.length - low.length) >= 0) high = low;
      low = now;
    }
    return low;
  }

  Line& line_;
  const Lbfgs& settings_;
  Point start_;
};

}  // namespace

LbfgsMemory::LbfgsMemory(int history, std::size_t size)
    : capacity_(static_cast<std::size_t>(history)), size_(size), moves_(capacity_ * size), changes_(capacity_ * size) {}

// Algorithm 7.4: minus the approximate inverse Hessian times the gradient.
Vector LbfgsMemory::direction(const Vector& gradient) {
  Vector q = gradient, alpha(pairs());
  auto add = [&](double factor, const double* v) {
    for (std::size_t k = 0; k < size_; ++k) q[k] += factor * v[k];
  };
  for (std::size_t i = pairs(); i-- > 0;) {
    alpha[i] = dot(move(i), q.data(), size_) / dot(change(i), move(i), size_);
    add(-alpha[i], change(i));
  }
  if (pairs() > 0) {
    const std::size_t newest = pairs() - 1;
    const double gamma = dot(move(newest), change(newest), size_) / dot(change(newest), change(newest), size_);
    for (double& v : q) v *= gamma;
  }
  for (std::size_t i = 0; i < pairs(); ++i) {
    const double beta = dot(change(i), q.data(), size_) / dot(change(i), move(i), size_);
    add(alpha[i] - beta, move(i));
  }
  for (double& v : q) v = -v;
  return q;
}

void LbfgsMemory::remember(const Vector& move_made, const Vector& change_made) {
  // Without positive curvature the Hessian's approximation would not stay positive definite.
  if (dot(move_made, change_made) <= 1e-12 * dot(change_made, change_made)) return;
  if (pairs() == capacity_) {
    std::rotate(moves_.begin(), moves_.begin() + static_cast<long>(size_), moves_.end());
    std::rotate(changes_.begin(), changes_.begin() + static_cast<long>(size_), changes_.end());
  } else {
    ++count_;
  }
  std::ranges::copy(move_made, move(pairs() - 1));
  std::ranges::copy(change_made, change(pairs() - 1));
}

void LbfgsMemory::step(const Lbfgs& settings, const Parameters& values, const Parameters& gradients, double loss,
                       const std::function<double()>& evaluate) {
  Vector gradient(size_);
  gather(gradients, gradient);
  Vector along = direction(gradient);
  if (!(dot(along, gradient) < 0)) {  // no way down: forget
    count_ = 0;
    along = direction(gradient);
  }
  const double slope = dot(along, gradient);
  if (!(slope < 0)) return clear(gradients);  // at a stationary point, or not finite

  double first_length = settings.learning_rate;
  if (pairs() == 0) first_length *= std::min(1.0, 1 / std::sqrt(-slope));
  Line line(values, gradients, along, evaluate);
  const Point end = Search(line, settings, {0, loss, slope}).run(first_length);
  if (end.length == 0) {  // nothing better found
    line.move_to(0);
    count_ = 0;
    return clear(gradients);
  }
  if (line.last().length != end.length) line.at(end.length);
  Vector moved(size_), changed(size_);
  gather(values, moved);
  for (std::size_t k = 0; k < size_; ++k) {
    moved[k] -= line.start()[k];
    changed[k] = line.gradient()[k] - gradient[k];
  }
  remember(moved, changed);
  clear(gradients);
}

void LbfgsMemory::add_state(Parameters& all) {
  const std::vector<long> shape{static_cast<long>(capacity_), static_cast<long>(size_)};
  all.float64.push_back({"lbfgs.count", {}, std::span(&count_, 1)});
  all.float64.push_back({"lbfgs.moves", shape, moves_});
  all.float64.push_back({"lbfgs.changes", shape, changes_});
}

}  // namespace retrograd::detail
