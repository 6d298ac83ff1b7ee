// Functions of few numbers with a recurrence: their adjoints are made of tangents (transform/by_tangents.h).
#ifndef CORPUS_CASES

struct Rates {
  double growth, loss;
};
FIELDS(Rates, growth, loss)

DIFFERENTIATE double few_logistic(double start, double p, int n) {
  double x = start;
  for (int i = 0; i < n; ++i) x = p * x * (1 - x);
  return x;
}

DIFFERENTIATE double few_sines(const double* p, int n) {
  double x = 0.3;
  for (int i = 0; i < n; ++i) x = p[0] * x * (1 - x) + p[1] * std::sin(p[2] * x + p[3]);
  return x;
}

DIFFERENTIATE double few_branches(double start, double p, int n) {
  double x = start, y = 1;
  for (int i = 0; i < n; ++i) {
    if (x > 0.5) {
      x = x - p * x * x;
      y = y * 0.5;
    } else if (i % 2 == 0) {
      x = x * 1.3 + p;
    }
    y = x > y ? y + 0.1 * x : y * x;
  }
  return x * y + p;
}

DIFFERENTIATE double few_while(double start, double step) {
  double x = start;
  int count = 0;
  while (x * x > 0.01 && count < 30) {
    x = x - step * std::tanh(x);
    ++count;
  }
  return x;
}

DIFFERENTIATE double few_nested(double a, double b, int n) {
  double x = a, total = 0;
  for (int i = 0; i < n; ++i) {
    double y = x;
    for (int k = 0; k < i; ++k) y = std::cos(y * b) - y / 3;
    x = 0.5 * (x + y);
    total += x;
  }
  return total;
}

DIFFERENTIATE double few_rates(const Rates& rates, double start, int n) {
  double prey = start, other = 1;
  for (int i = 0; i < n; ++i) {
    const double met = prey * other;
    prey += 0.01 * (rates.growth * prey - met);
    other += 0.01 * (met - rates.loss * other);
  }
  return prey + other;
}

DIFFERENTIATE float few_floats(float start, double p, int n) {
  float x = start;
  double y = 0.5;
  for (int i = 0; i < n; ++i) {
    x = static_cast<float>(x + 0.25 * (y - x));
    y = y * x + p * (1 - y);
  }
  return x;
}

// The second element is read in some runs only.
DIFFERENTIATE double few_perhaps(const double* p, int n) {
  double x = p[0];
  for (int i = 0; i < n; ++i)
    if (x < 0) x = x * x * p[1] - 0.25;
  return x;
}

DIFFERENTIATE double few_squares(double a, double b, int n) {
  double x = a, y = b;
  for (int i = 0; i < n; ++i) {
    const double t = (x + y) * (x + y) * 0.1;
    y = (x - y) * (t - 0.5) + -y * 0.25;
    x = t;
  }
  return x * y;
}

// Of the second number only where it is there.
DIFFERENTIATE double few_chosen(const double* p, int n) {
  double y = n > 1 ? p[1] : 0.25;
  for (int i = 0; i < 10; ++i) y = std::sin(y + p[0]);
  return y;
}
// Coefficients that a float can't hold.
DIFFERENTIATE double few_tiny(float x, int n) {
  double y = 0.25;
  for (int i = 0; i < n; ++i) {
    const float t = std::sin(x + 0.25f);
    const double e = t * 1e-50;
    y = std::sin(y + e * 1e50);
  }
  return y;
}

// What isn't taken overflows.
DIFFERENTIATE double few_overflowing(double x, double y, int n) {
  for (int i = 0; i < n; ++i) {
    const double large = y * 1e200 * 1e200;
    x = x > 2 ? large : std::sin(x * y) + y;
  }
  return x;
}
#else

CASE(few_chosen, values({0.5}), 1);
CASE(few_chosen, array(2), 2);
CASE(few_tiny, between(0.3f, 1.0f), 3).within(1e10);

CASE(few_logistic, between(0.2, 0.8), between(1, 3.9), 12);
CASE(few_logistic, between(0.2, 0.8), between(1, 3.9), 0);
CASE(few_sines, array(4), 20);
CASE(few_branches, between(0.1, 0.9), between(0.1, 0.4), 9);
CASE(few_while, between(0.3, 2), between(0.2, 0.6));
CASE(few_nested, between(-1, 1), between(-1, 1), 5);
CASE(few_rates, between(0.5, 1.5), between(0.5, 2), 30);
CASE(few_floats, between(0.3, 2), between(0.2, 0.6), 9);
CASE(few_perhaps, array(2), 9);
CASE(few_perhaps, values({0.5}), 9);
CASE(few_squares, between(-1, 1), between(-1, 1), 6);

CASE(few_overflowing, between(0.5, 1), between(0.5, 1), 4);
#endif
