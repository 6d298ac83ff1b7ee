// Numerical methods: root finding, quadrature, ordinary and partial differential equations, filters, finance.
#ifndef CORPUS_CASES

DIFFERENTIATE double newton_root(double a) {
  double x = a;
  for (int i = 0; i < 60; ++i) {
    const double step = (x * x - a) / (2 * x);
    x -= step;
    if (std::fabs(step) < 1e-14) break;
  }
  return x;
}

DIFFERENTIATE double kepler(double mean_anomaly, double eccentricity) {
  double e = mean_anomaly;
  double change;
  do {
    change = (e - eccentricity * std::sin(e) - mean_anomaly) / (1 - eccentricity * std::cos(e));
    e = e - change;
  } while (change * change > 1e-20);
  return e;
}

DIFFERENTIATE double bisection(double target) {
  double low = 0, high = 4;
  while (high - low > 1e-3) {
    const double middle = 0.5 * (low + high);
    if (middle * middle * middle + middle < target)
      low = middle;
    else
      high = middle;
  }
  // One Newton step, on which the derivative rests.
  const double x = 0.5 * (low + high);
  return x - (x * x * x + x - target) / (3 * x * x + 1);
}

double logistic_growth(double t, double y, double rate) { return rate * y * (1 - y) + 0.1 * std::sin(t); }
DIFFERENTIATE double runge_kutta(double y, double rate, double end, int steps) {
  const double h = end / steps;
  double t = 0;
  for (int i = 0; i < steps; ++i) {
    const double k1 = logistic_growth(t, y, rate);
    const double k2 = logistic_growth(t + h / 2, y + h / 2 * k1, rate);
    const double k3 = logistic_growth(t + h / 2, y + h / 2 * k2, rate);
    const double k4 = logistic_growth(t + h, y + h * k3, rate);
    y += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
    t += h;
  }
  return y;
}

DIFFERENTIATE void lorenz_euler(double* state, const double* parameters, double dt, int steps) {
  for (int i = 0; i < steps; ++i) {
    const double x = state[0], y = state[1], z = state[2];
    state[0] += dt * parameters[0] * (y - x);
    state[1] += dt * (x * (parameters[1] - z) - y);
    state[2] += dt * (x * y - parameters[2] * z);
  }
}

DIFFERENTIATE double trapezoid(double a, double b, double frequency, int n) {
  const double h = (b - a) / n;
  double s = 0.5 * (std::exp(-a * a) * std::cos(frequency * a) + std::exp(-b * b) * std::cos(frequency * b));
  for (int i = 1; i < n; ++i) {
    const double x = a + i * h;
    s += std::exp(-x * x) * std::cos(frequency * x);
  }
  return s * h;
}

DIFFERENTIATE double simpson(const double* f, double h, int n) {
  double s = f[0] + f[n];
  for (int i = 1; i < n; ++i) s += (i % 2 == 1 ? 4 : 2) * f[i];
  return s * h / 3;
}

DIFFERENTIATE double horner(const double* c, double x, int n) {
  double r = c[n - 1];
  for (int i = n - 2; i >= 0; --i) r = r * x + c[i];
  return r;
}

DIFFERENTIATE double heat_equation(double* u, double* next, double alpha, int n, int steps) {
  for (int s = 0; s < steps; ++s) {
    for (int i = 1; i < n - 1; ++i) next[i] = u[i] + alpha * (u[i - 1] - 2 * u[i] + u[i + 1]);
    next[0] = u[0];
    next[n - 1] = u[n - 1];
    for (int i = 0; i < n; ++i) u[i] = next[i];
  }
  double energy = 0;
  for (int i = 0; i < n; ++i) energy += u[i] * u[i];
  return energy;
}

DIFFERENTIATE void burgers_in_place(double* u, double dt, int n, int steps) {
  for (int s = 0; s < steps; ++s) {
    double left = u[0];
    for (int i = 1; i < n; ++i) {
      const double here = u[i];
      u[i] = here - dt * here * (here - left);
      left = here;
    }
  }
}

DIFFERENTIATE double harmonic_energy(double q, double p, double omega, double dt, int steps) {
  for (int i = 0; i < steps; ++i) {
    p -= 0.5 * dt * omega * omega * q;
    q += dt * p;
    p -= 0.5 * dt * omega * omega * q;
  }
  return 0.5 * (p * p + omega * omega * q * q) + q;
}

DIFFERENTIATE void n_body_step(double* position, double* velocity, const double* mass, double dt, int n) {
  for (int i = 0; i < n; ++i)
    for (int j = i + 1; j < n; ++j) {
      const double dx = position[2 * i] - position[2 * j];
      const double dy = position[2 * i + 1] - position[2 * j + 1];
      const double d2 = dx * dx + dy * dy + 0.1;
      const double f = dt / (d2 * std::sqrt(d2));
      velocity[2 * i] -= dx * mass[j] * f;
      velocity[2 * i + 1] -= dy * mass[j] * f;
      velocity[2 * j] += dx * mass[i] * f;
      velocity[2 * j + 1] += dy * mass[i] * f;
    }
  for (int i = 0; i < 2 * n; ++i) position[i] += dt * velocity[i];
}

double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }
DIFFERENTIATE double black_scholes(double spot, double strike, double rate, double volatility, double time) {
  const double spread = volatility * std::sqrt(time);
  const double d1 = (std::log(spot / strike) + (rate + 0.5 * volatility * volatility) * time) / spread;
  const double d2 = d1 - spread;
  return spot * normal_cdf(d1) - strike * std::exp(-rate * time) * normal_cdf(d2);
}

DIFFERENTIATE double binomial_option(double spot, double up, double rate, double strike) {
  double value[9];
  const double down = 1 / up, probability = (rate - down) / (up - down);
  for (int i = 0; i <= 8; ++i) {
    const double end = spot * std::pow(up, 2 * i - 8);
    value[i] = end > strike ? end - strike : 0;
  }
  for (int step = 8; step > 0; --step)
    for (int i = 0; i < step; ++i) value[i] = (probability * value[i + 1] + (1 - probability) * value[i]) / rate;
  return value[0];
}

DIFFERENTIATE void kalman_step(double* state, double* variance, double measurement, double noise) {
  const double x = state[0] + state[1];
  double p00 = variance[0] + variance[1] + variance[2] + variance[3] + 0.1;
  double p01 = variance[1] + variance[3], p10 = variance[2] + variance[3], p11 = variance[3] + 0.1;
  const double s = p00 + noise, k0 = p00 / s, k1 = p10 / s, residual = measurement - x;
  state[0] = x + k0 * residual;
  state[1] += k1 * residual;
  variance[2] = p10 - k1 * p00;
  variance[3] = p11 - k1 * p01;
  variance[0] = (1 - k0) * p00;
  variance[1] = (1 - k0) * p01;
}

DIFFERENTIATE double cubic_spline(const double* y, double x, int n) {
  int i = static_cast<int>(x);
  if (i < 1) i = 1;
  if (i > n - 3) i = n - 3;
  const double t = x - i;
  const double a = 0.5 * (y[i + 1] - y[i - 1]), b = 0.5 * (y[i + 2] - y[i]);
  return y[i] + t * (a + t * (3 * (y[i + 1] - y[i]) - 2 * a - b + t * (2 * (y[i] - y[i + 1]) + a + b)));
}

DIFFERENTIATE double continued_fraction(double x) {
  double r = 1;
  for (int k = 9; k > 0; --k) r = 2 * k - 1 + x * x / (k * r);
  return x / r;
}

DIFFERENTIATE double arithmetic_geometric_mean(double a, double b) {
  while (std::fabs(a - b) > 1e-13 * a) {
    const double mean = 0.5 * (a + b);
    b = std::sqrt(a * b);
    a = mean;
  }
  return a;
}

#else
CASE(newton_root, between(1, 9));
CASE(kepler, between(0.5, 2), between(0.1, 0.5));
CASE(bisection, between(1, 9));
CASE(runge_kutta, between(0.1, 0.5), between(0.5, 2), 2.0, 9);
CASE(lorenz_euler, array(3), values({10, 28, 2.6}), 0.01, 12);
CASE(trapezoid, between(-1, 0), between(1, 2), between(1, 3), 13);
CASE(simpson, array(9), between(0.1, 0.2), 8);
CASE(horner, array(6), between(-2, 2), 6);
CASE(heat_equation, array(7), array(7), between(0.1, 0.3), 7, 4);
CASE(burgers_in_place, array(6), 0.1, 6, 5);
CASE(harmonic_energy, between(-1, 1), between(-1, 1), between(1, 2), 0.1, 15);
CASE(n_body_step, array(6), array(6), array(3, 0.5, 1), 0.1, 3);
CASE(black_scholes, between(90, 110), 100.0, 0.03, between(0.2, 0.4), between(0.5, 2));
CASE(binomial_option, between(90, 110), between(1.05, 1.1), 1.01, 100.0).within(2000);
CASE(kalman_step, array(2), array(4, 0.5, 1), between(-1, 1), 0.5);
CASE(cubic_spline, array(8), between(0, 7), 8);
CASE(continued_fraction, between(-1, 1));
CASE(arithmetic_geometric_mean, between(1, 2), between(3, 5));
#endif
