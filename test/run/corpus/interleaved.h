// Sums of several iterations side by side: whole groups of four, what is left over, and what must stay in turn.
#ifndef CORPUS_CASES

DIFFERENTIATE void normalised(const double* x, const double* weight, double* y, int rows, int columns) {
  for (int i = 0; i < rows; ++i) {
    const double* row = x + i * columns;
    double mean = 0;
    for (int j = 0; j < columns; ++j) mean += row[j];
    mean /= columns;
    double variance = 0;
    for (int j = 0; j < columns; ++j) {
      const double shifted = row[j] - mean;
      variance += shifted * shifted;
    }
    const double scale = 1 / std::sqrt(variance / columns + 0.5);
    for (int j = 0; j < columns; ++j) y[i * columns + j] = (row[j] - mean) * scale * weight[j];
  }
}

// The largest score so far is carried along.
DIFFERENTIATE double attended(const double* query, const double* keys, const double* values, int times, int size) {
  double scores[12], largest = -10, sum = 0, result = 0;
  for (int s = 0; s <= times - 1; ++s) {
    double score = 0;
    for (int c = 0; c < size; ++c) score += query[c] * keys[s * size + c];
    scores[s] = score;
    largest = score > largest ? score : largest;
  }
  for (int s = 0; s < times; ++s) {
    scores[s] = std::exp(scores[s] - largest);
    sum += scores[s];
  }
  for (int s = 0; s < times; ++s) result += scores[s] / sum * values[s];
  return result;
}

DIFFERENTIATE void windowed(const double* image, const double* kernel, double* out, int width) {
  for (int i = 0; i < width; ++i)
    for (int j = 0; j < width; ++j) {
      double sum = 0;
      for (int k = 0; k < width; ++k)
        for (int l = 0; l < 2; ++l) sum += image[i + j + k + l] * kernel[k * 2 + l];
      out[i * width + j] = sum * sum;
    }
}

// Unsigned counters, and sizes of vectors.
DIFFERENTIATE std::vector<double> weighted(const std::vector<double>& x, const std::vector<double>& w, unsigned shift) {
  std::vector<double> y(w.size());
  for (std::size_t i = 0; i < w.size(); ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < x.size(); ++j) sum += x[j] * w[(i + j) % w.size()];
    y[i] = std::tanh(sum);
  }
  for (unsigned i = 0; i < shift; ++i) {
    double sum = 1;
    for (unsigned j = 0; j < 4; ++j) sum += w[i] * x[(j + shift) % 4];
    y[i] *= sum;
  }
  return y;
}

// Each row reads the rows before it.
DIFFERENTIATE double substituted(const std::vector<double>& l, std::vector<double> y) {
  const int n = static_cast<int>(y.size());
  for (int i = 0; i < n; ++i) {
    double sum = 0;
    for (int j = 0; j < n; ++j) sum += l[j] * y[j];
    y[i] -= sum * 0.5;
  }
  return y[n - 1] * y[0];
}

// What is summed is changed on the way, in one number and in one element.
DIFFERENTIATE double scaled_sums(const std::vector<double>& x, std::vector<double> w, double scale) {
  const int n = static_cast<int>(x.size());
  double result = 0;
  for (int i = 0; i < n; ++i) {
    double first = 0, second = 0, third = 0;
    for (int j = 0; j < n; ++j) first += x[j] * x[i];
    for (int j = 0; j < n; ++j) second += x[j] * scale;
    for (int j = 0; j < n; ++j) third += w[j] * x[j];
    scale = 0.25 * std::sin(first + second);
    w[(i + 2) % n] = third * 0.5;
    result += first * scale + second * third;
  }
  return result;
}

#else
CASE(normalised, array(18), array(3), array(18), 6, 3);
CASE(normalised, array(40), array(5), array(40), 8, 5);
CASE(normalised, array(6), array(2), array(6), 3, 2);
CASE(attended, array(3), array(33), array(11), 11, 3);
CASE(attended, array(3), array(12), array(4), 4, 3);
CASE(windowed, array(16), array(10), array(25), 5);
CASE(windowed, array(16), array(8), array(16), 4);
CASE(weighted, array(5), array(7), 6u);
CASE(weighted, array(4), array(3), 0u);
CASE(substituted, array(6), array(6));
CASE(scaled_sums, array(6), array(6), 0.7);
CASE(scaled_sums, array(4), array(4), -0.4);
#endif
