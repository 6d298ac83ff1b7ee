// Loops whose record is bounded (docs/performance.md): so tightly here that steps are run again and again.
#ifndef CORPUS_CASES
// One snapshot and no more.
DIFFERENTIATE_WITHIN("1B") double one_snapshot(const std::vector<double>& a, double x, int n) {
  double y = 1;
  for (int i = 0; i < n; ++i) {
    x = std::sin(x * a[i % 3]) + 0.3 * y * a[3];
    y = std::sin(x * y) - 0.3 * a[4] * std::cos(y);
  }
  return x * y;
}
// Some of them; from where the counter begins, by how much it grows.
DIFFERENTIATE_WITHIN("300B") double strides(const double* a, double x, int n) {
  double y = 0.5;
  for (int i = 5; i <= n; i += 3) {
    y = std::tanh(x * y + i * a[0]);
    x = x * a[1] + y * y;
  }
  for (long i = n; i > 0; i -= 2) x = std::sin(x * y + a[i % 4] * static_cast<double>(i));
  for (unsigned c = 2; c < 9; ++c) x += std::exp(-x * x * a[c % 4]) * c;
  return x + y;
}
// States of every kind: numbers, integers, flags, arrays, structs.
struct Orbit {
  double position[2], speed[2];
  int passes;
};
double pull(double r) { return 1 / std::sqrt(1 + r * r); }
DIFFERENTIATE_WITHIN("600B") double orbit(const double* start, double mass, int steps) {
  Orbit o = {{start[0], start[1]}, {start[2], start[3]}, 0};
  double work[3] = {0, 0, 0}, h = 0.1;
  bool inside = false;
  long count = 0;
  double lowest = 1;
  for (int t = 0; t < steps; ++t) {
    for (int k = 0; k < 2; ++k) {
      o.speed[k] -= h * mass * o.position[k] * pull(o.position[0]);
      o.position[k] += h * o.speed[k];
      work[k] += o.speed[k] * o.speed[k];
    }
    if (inside != (o.position[0] > 0)) {
      inside = !inside;
      ++o.passes;
      h = h * 0.99 + 0.001 * mass;
    }
    work[2] = 0.5 * std::sin(work[2]) + 0.1 * work[0] + count;
    count += o.passes;
    lowest = lowest * (0.9 + 0.01 * o.position[1]);
  }
  return o.position[0] * o.speed[1] + work[0] * work[1] + std::sin(work[2]) + count * mass + lowest;
}
// Vectors: exchanged, with scratch memory.
DIFFERENTIATE_WITHIN("400B") double diffusion(const std::vector<double>& start, double alpha, int steps) {
  std::vector<double> u = start, v(u.size());
  for (int t = 0; t < steps; ++t) {
    for (std::size_t i = 1; i + 1 < u.size(); ++i) v[i] = u[i] + alpha * std::sin(u[i - 1] - 2 * u[i] + u[i + 1]);
    v.front() = u.front();
    v.back() = u.back() * alpha;
    std::swap(u, v);
  }
  double total = 0;
  for (const double x : u) total += x * x;
  return total;
}
// What the caller owns, and has when it returns.
DIFFERENTIATE_WITHIN("200B") void in_place(std::vector<double>& u, std::array<double, 2>& rate, double& last, int steps) {
  for (int t = 0; t < steps; ++t) {
    const double first = u[0];
    for (std::size_t i = 0; i + 1 < u.size(); ++i) u[i] = std::sin(u[i + 1] * rate[0]) + u[i] * rate[1];
    u.back() = first * last;
    rate[1] *= 0.9 + 0.1 * std::cos(last);
    last = first * u[1];
  }
}
// A vector that grows in the loop.
DIFFERENTIATE_WITHIN("300B") double growing(const std::vector<double>& a, double x, int n) {
  std::vector<double> path = {x};
  for (int i = 0; i < n; ++i) {
    x = std::sin(path.back() * a[i % 3]) + a[0] * path.front();
    path.push_back(x * a[1]);
    if (i % 4 == 3) path.pop_back();
  }
  double s = 0;
  for (const double p : path) s += p * p;
  return s * x;
}
// Calls, inner loops of any length, loops that end early within a step.
double settle(double x, double a) {
  while (x > 1) x *= 0.5 + 0.1 * std::sin(a);
  return x;
}
void stir(double* values, int n, double a) {
  for (int i = 0; i < n; ++i) {
    if (values[i] > 2) break;
    values[i] = std::sin(values[i] * a) + 0.5;
  }
}
DIFFERENTIATE_WITHIN("500B") double stirred(const double* start, double a, int steps) {
  double values[3] = {start[0], start[1], start[2]};
  for (int t = 0; t < steps; ++t) {
    stir(values, 3, a);
    values[t % 3] = settle(values[t % 3] * (2.5 + a * a), a);
    double* last = &values[(t + 1) % 3];
    *last += 0.1 * values[t % 3] * *last;
  }
  return values[0] * values[1] + values[2];
}
// One behind another; what is read by the first changes behind it, what the second reads is the first one's.
DIFFERENTIATE_WITHIN("300B") double two_loops(const double* a, double x, double y, int n) {
  double scale = a[0];
  for (int i = 0; i < n; ++i) x = std::sin(x * scale) + a[1] * x;
  scale = x * a[2];
  for (int i = 0; i < n + 3; ++i) y = std::cos(y * scale) * a[3] + y * 0.3 * x;
  return x * y * scale;
}
// A parameter by value that the loop changes; a number of steps that is computed.
DIFFERENTIATE_WITHIN("1B") double countdown(double x, const std::vector<double>& a, int n) {
  int rounds = 0;
  for (const double v : a) rounds += v > 0;
  const int length = rounds * 2 + n;
  for (int i = length - 1; i >= 0; --i) {
    x = x * a[i % 4] + std::exp(-x * x);
    n += i % 2;
  }
  return x * n;
}
// Called from another function, twice.
DIFFERENTIATE_WITHIN("200B") double swing(const double* a, double x, int n) {
  double v = a[0];
  for (int i = 0; i < n; ++i) {
    v -= 0.1 * std::sin(x) * a[1];
    x += 0.1 * v * v;
  }
  return x * v;
}
DIFFERENTIATE double swings(const double* a, double x, int n) {
  const double first = swing(a, x, n);
  return first * swing(a, first * 0.1, n + 2) + a[2];
}
// More kinds of state; data that stay as they are.
enum class Phase { up, down = 5 };
DIFFERENTIATE_WITHIN("700B") double kinds(std::span<const double> data, const double (&w)[2], double x, int n) {
  const double table[2][2] = {{w[0], 0.5}, {w[1], x}};
  Phase phase = Phase::up;
  std::complex<double> z(x, w[0]);
  std::pair<double, int> best(x, 0);
  std::array<std::array<double, 2>, 2> grid{};
  std::vector<std::vector<double>> nested(2, std::vector<double>(2, w[1]));
  bool rising;
  double before;
  char letter = 'a';
  for (int i = 0; i < n; ++i) {
    rising = data[i % data.size()] > 0;
    before = x + 0.1 * data[0];
    if (phase == Phase::up && rising) phase = Phase::down;
    else phase = Phase::up;
    z = z * std::complex<double>(0.5, x) + w[0];
    x = std::sin(x * table[i % 2][1]) + (phase == Phase::down ? table[0][0] : table[1][0]) * 0.3 * before;
    if (x > best.first) {
      best.first = x * x;
      best.second = i;
    }
    grid[i % 2][1] += 0.3 * grid[(i + 1) % 2][0] * x + 0.1 * z.real();
    grid[i % 2][0] = std::cos(grid[i % 2][1] * nested[1][0]);
    nested[i % 2][0] = nested[0][1] * x + grid[0][0];
    letter = static_cast<char>('a' + i % 3);
    if (letter == 'b') x *= w[1];
  }
  return x + z.imag() * grid[0][1] + best.first * best.second + nested[0][0] * nested[1][0] * grid[1][0];
}
// A bounded loop in the steps of another.
double relaxed(const double* a, double x, int n) {
  for (int i = 0; i < n; ++i) x = std::sin(x * a[0]) + a[1];
  return x;
}
DIFFERENTIATE_WITHIN("100B") double relax(const double* a, double x, int n) {
  for (int i = 0; i < n; ++i) x = std::sin(x * a[0]) + a[1];
  return x;
}
DIFFERENTIATE_WITHIN("200B") double relaxations(const double* a, double x, int n) {
  double y = x;
  for (int i = 0; i < n; ++i) {
    x = relax(a, x * y, i + 1) * a[2];
    y = y * 0.5 + relaxed(a, x, 3);
  }
  return x * y;
}
// A member function that changes its object.
class Pendulum {
public:
  Pendulum(double angle, double speed) : angle_(angle), speed_(speed) {}
  void kick(double h, double g) {
    speed_ -= h * g * std::sin(angle_);
    angle_ += h * speed_;
  }
  double energy() const { return speed_ * speed_ / 2 + angle_; }

private:
  double angle_, speed_;
};
DIFFERENTIATE_WITHIN("200B") double pendulum(const double* start, double g, int n) {
  Pendulum p(start[0], start[1]);
  const auto step = [&](double h) { p.kick(h * start[2], g); };
  for (int i = 0; i < n; ++i) step(0.1 + 0.01 * i);
  return p.energy();
}
// No steps at all, or one.
DIFFERENTIATE_WITHIN("1B") double few_steps(const double* a, double x, int n) {
  for (int i = n; i < 3; ++i) x = std::sin(x * a[0]) * a[1];
  for (int i = 3; i < n; ++i) x = std::cos(x * a[0]) * a[1];
  for (int i = 0; i < 1; ++i) x = x * x * std::exp(x * a[2]);
  return x;
}
#else
CASE(one_snapshot, array(5), between(-1, 1), 0);
CASE(one_snapshot, array(5), between(-1, 1), 1);
CASE(one_snapshot, array(5), between(-1, 1), 9);
CASE(strides, array(4, 0.2, 1), between(-1, 1), 23);
CASE(strides, array(4, 0.2, 1), between(-1, 1), 1);
CASE(orbit, array(4, 0.2, 1), between(0.5, 1), 2);
CASE(orbit, array(4, 0.2, 1), between(0.5, 1), 21);
CASE(diffusion, array(7), between(0.1, 0.3), 1);
CASE(diffusion, array(7), between(0.1, 0.3), 19);
CASE(in_place, array(4), array(2, 0.2, 1), between(-1, 1), 0);
CASE(in_place, array(4), array(2, 0.2, 1), between(-1, 1), 12);
CASE(growing, array(3, 0.2, 1), between(-1, 1), 13);
CASE(stirred, array(3, 0.2, 3), between(0.5, 1), 17);
CASE(two_loops, array(4, 0.2, 1), between(-1, 1), between(-1, 1), 9);
CASE(countdown, between(-1, 1), array(6), 7);
CASE(swings, array(3, 0.2, 1), between(0.2, 1), 10);
CASE(kinds, array(5), array(2, 0.2, 1), between(-1, 1), 14);
CASE(relaxations, array(3, 0.2, 1), between(0.2, 1), 8);
CASE(pendulum, array(3, 0.2, 1), between(0.5, 1), 16);
CASE(few_steps, array(3, 0.2, 1), between(-1, 1), 0);
CASE(few_steps, array(3, 0.2, 1), between(-1, 1), 5);
#endif
