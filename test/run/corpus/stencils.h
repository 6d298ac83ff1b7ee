// Loops that read neighbours, so that their reverse sweeps add to neighbours: every length, also too short ones.
#ifndef CORPUS_CASES

DIFFERENTIATE double heat_steps(const double* start, double diffusivity, int cells, int steps) {
  std::vector<double> u(start, start + cells), v = u;
  for (int t = 0; t < steps; ++t) {
    for (int i = 1; i < cells - 1; ++i) v[i] = u[i] + diffusivity * (u[i - 1] - 2 * u[i] + u[i + 1]);
    std::swap(u, v);
  }
  double total = 0;
  for (double value : u) total += value * value;
  return total;
}

DIFFERENTIATE double counted_by_size(const std::vector<double>& x) {
  std::vector<double> smooth(x.size());
  for (std::size_t i = 1; i + 1 < x.size(); ++i) smooth[i] = 0.25 * x[i - 1] + 0.5 * x[i] + 0.25 * x[i + 1];
  double total = 0;
  for (std::size_t i = 0; i < smooth.size(); ++i) total += smooth[i] * smooth[i] * x[i];
  return total;
}

DIFFERENTIATE double to_neighbours(const double* x, unsigned n) {
  double out[20] = {};
  for (unsigned i = 3; i < n; ++i) {
    out[i] += x[i] * x[i - 1];
    out[i - 3] -= 0.5 * x[i];
    out[i + 2] += x[i - 2] * x[i - 3];
  }
  double total = 0;
  for (int i = 0; i < 20; ++i) total += (i + 1) * out[i];
  return total;
}

DIFFERENTIATE double five_points(const double* u, double* v, int rows, int columns) {
  for (int i = 1; i < rows - 1; ++i)
    for (int j = 1; j < columns - 1; ++j)
      v[i * columns + j] = u[i * columns + j] * u[i * columns + j] - 0.3 * u[i * columns + j - 1] -
                           0.2 * u[i * columns + j + 1] - u[(i - 1) * columns + j] * u[(i + 1) * columns + j];
  double total = 0;
  for (int i = 0; i < rows * columns; ++i) total += v[i] * v[i];
  return total;
}

DIFFERENTIATE double taps(const double* x, const double* kernel, int n) {
  double total = 0;
  for (int i = 0; i <= n - 4; i++) {
    const double y = kernel[0] * x[i] + kernel[1] * x[i + 1] + kernel[2] * x[i + 2] + kernel[3] * x[i + 3];
    total += y * y;
  }
  return total;
}

struct StencilCell {
  double height, speed;
};

DIFFERENTIATE double shallow_water(const double* x, int n) {
  StencilCell now[9] = {}, next[9] = {};
  for (int i = 0; i < n; ++i) now[i] = {1 + 0.1 * x[i], 0.2 * x[i]};
  for (int i = 1; i < n - 1; ++i) {
    next[i].height = now[i].height - 0.1 * (now[i + 1].speed - now[i - 1].speed);
    next[i].speed = now[i].speed - 0.1 * (now[i + 1].height * now[i + 1].height - now[i - 1].height);
  }
  double total = 0;
  for (int i = 0; i < n; ++i) total += next[i].height * next[i].speed;
  return total;
}

// What an iteration writes, the next reads: nothing is to be reordered here.
DIFFERENTIATE double in_place(const double* x, int n) {
  double u[10] = {};
  for (int i = 0; i < n; ++i) u[i] = x[i];
  for (int i = 1; i < n - 1; ++i) u[i] = u[i] + 0.25 * (u[i - 1] - 2 * u[i] + u[i + 1]);
  double total = 0;
  for (int i = 0; i < n; ++i) total += u[i] * u[i];
  return total;
}

// Pairs that an iteration reads, sets and adds to: none is added to apart from the others.
DIFFERENTIATE double pairs_in_place(const double* x, int n) {
  double u[16] = {};
  for (int i = 0; i < 2 * n; ++i) u[i] = x[i];
  for (int i = 0; i < n; ++i) u[2 * i] *= u[2 * i + 1];
  double s = 0;
  for (int i = 0; i < 2 * n; ++i) s += u[i] * u[i];
  return s;
}
DIFFERENTIATE double rows_to_rows(const double* x, double* y, int m, int n) {
  for (int i = 0; i < m; ++i) {
    for (int j = 0; j < n; ++j) y[i * n + j] = 2 * x[j] + y[i * n + j] * 0.5;
    for (int j = 1; j < n; ++j) y[i * n + j] += 3 * y[i * n + j - 1];
  }
  double s = 0;
  for (int i = 0; i < m * n; ++i) s += y[i] * y[i];
  return s;
}
#else
CASE(pairs_in_place, array(8), 4);
CASE(pairs_in_place, array(2), 1);
CASE(rows_to_rows, array(4), array(12), 3, 4);
CASE(rows_to_rows, array(1), array(3), 3, 1);
CASE(heat_steps, array(9), 0.2, 9, 4);
CASE(heat_steps, array(2), 0.2, 2, 3);
CASE(heat_steps, array(3), 0.3, 3, 3);
CASE(heat_steps, array(4), 0.3, 4, 2);
CASE(counted_by_size, array(11));
CASE(counted_by_size, array(1));
CASE(counted_by_size, array(2));
CASE(counted_by_size, array(3));
CASE(to_neighbours, array(18), 18u);
CASE(to_neighbours, array(4), 4u);
CASE(to_neighbours, array(6), 6u);
CASE(to_neighbours, array(2), 2u);
CASE(to_neighbours, array(0), 0u);
CASE(five_points, array(20), array(20), 4, 5);
CASE(five_points, array(4), array(4), 2, 2);
CASE(five_points, array(9), array(9), 3, 3);
CASE(taps, array(12), array(4), 12);
CASE(taps, array(4), array(4), 4);
CASE(taps, array(5), array(4), 5);
CASE(taps, array(3), array(4), 3);
CASE(shallow_water, array(9), 9);
CASE(shallow_water, array(3), 3);
CASE(in_place, array(10), 10);
CASE(in_place, array(3), 3);
#endif
