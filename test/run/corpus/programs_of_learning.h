// The same: networks, dynamic programming, filters, transforms.
#ifndef CORPUS_CASES

// ---- learning

struct Layer {
  std::vector<std::vector<double>> weights;
  std::vector<double> bias;
};
double activate(double x) { return x > 0 ? x : 0.1 * (std::exp(x) - 1); }
DIFFERENTIATE double network(const std::vector<double>& parameters, const std::vector<double>& input, int hidden) {
  std::vector<double> values = input;
  std::size_t at = 0;
  for (int layer = 0; layer < 2; ++layer) {
    const std::size_t outputs = layer == 0 ? hidden : 1;
    std::vector<double> next(outputs, 0.0);
    for (std::size_t o = 0; o < outputs; ++o) {
      for (const double v : values) next[o] += parameters[at++] * v;
      next[o] = activate(next[o] + parameters[at++]);
    }
    values = next;
  }
  return values[0];
}
DIFFERENTIATE double batch_norm_net(const double* x, const double* gain, double* w, int n, int width) {
  double h[4][3], mean[3] = {}, spread[3] = {};
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < width; ++j) {
      h[i][j] = std::tanh(x[i] * w[j]);
      mean[j] += h[i][j] / n;
    }
  for (int j = 0; j < width; ++j) {
    for (int i = 0; i < n; ++i) spread[j] += (h[i][j] - mean[j]) * (h[i][j] - mean[j]);
    spread[j] = std::sqrt(spread[j] / n + 0.01);
  }
  double loss = 0;
  for (int i = 0; i < n; ++i) {
    double y = 0;
    for (int j = 0; j < width; ++j) y += gain[j] * (h[i][j] - mean[j]) / spread[j];
    loss += (y - i) * (y - i);
  }
  for (int j = 0; j < width; ++j) w[j] *= 1 - 0.01 * loss;
  return loss + w[0];
}
struct Lstm {
  double h = 0, c = 0;
  void step(const double* w, double x) {
    const auto gate = [&](int g) { return w[3 * g] * x + w[3 * g + 1] * h + w[3 * g + 2]; };
    const auto sigmoid = [](double z) { return 1 / (1 + std::exp(-z)); };
    const double i = sigmoid(gate(0)), f = sigmoid(gate(1)), o = sigmoid(gate(2)), g = std::tanh(gate(3));
    c = f * c + i * g;
    h = o * std::tanh(c);
  }
};
DIFFERENTIATE double lstm_class(const double* w, const double* x, int n) {
  Lstm cell, second;
  double loss = 0;
  for (int t = 0; t < n; ++t) {
    cell.step(w, x[t]);
    second.step(w, cell.h);
    const double e = second.h - (t + 1 < n ? x[t + 1] : 0);
    loss += e * e;
  }
  return loss / n;
}
// Soft dynamic time warping.
double soft_min(double a, double b, double c, double gamma) {
  const double m = std::min(a, std::min(b, c));
  return m - gamma * std::log(std::exp(-(a - m) / gamma) + std::exp(-(b - m) / gamma) + std::exp(-(c - m) / gamma));
}
DIFFERENTIATE double soft_dtw(const std::vector<double>& x, const std::vector<double>& y, double gamma) {
  const std::size_t n = x.size(), m = y.size();
  std::vector<std::vector<double>> d(n + 1, std::vector<double>(m + 1, 1e6));
  d[0][0] = 0;
  for (std::size_t i = 1; i <= n; ++i)
    for (std::size_t j = 1; j <= m; ++j) {
      const double cost = (x[i - 1] - y[j - 1]) * (x[i - 1] - y[j - 1]);
      d[i][j] = cost + soft_min(d[i - 1][j], d[i][j - 1], d[i - 1][j - 1], gamma);
    }
  return d[n][m];
}
// Weighted edit distance in two rows.
DIFFERENTIATE double edit_distance(const double* a, const double* b, double insertion, int n, int m) {
  double rows[2][8];
  double *old = rows[0], *now = rows[1];
  for (int j = 0; j <= m; ++j) old[j] = j * insertion;
  for (int i = 1; i <= n; ++i) {
    now[0] = i * insertion;
    for (int j = 1; j <= m; ++j) {
      const double change = std::fabs(a[i - 1] - b[j - 1]);
      now[j] = std::min(old[j - 1] + change, std::min(old[j], now[j - 1]) + insertion);
    }
    std::swap(old, now);
  }
  return old[m];
}
// Hidden Markov model: forward algorithm with scaling, and the most likely path.
DIFFERENTIATE double hmm(const double* transition, const double* emission, PASSIVE const double* seen, int states,
                         int n) {
  std::vector<double> alpha(states, 1.0 / states), next(states);
  double log_likelihood = 0;
  for (int t = 0; t < n; ++t) {
    double total = 0;
    for (int j = 0; j < states; ++j) {
      double s = 0;
      for (int i = 0; i < states; ++i) s += alpha[i] * std::exp(transition[i * states + j]);
      const double z = seen[t] - emission[j];
      next[j] = s * std::exp(-z * z);
      total += next[j];
    }
    log_likelihood += std::log(total);
    for (int j = 0; j < states; ++j) alpha[j] = next[j] / total;
  }
  return log_likelihood;
}
DIFFERENTIATE double viterbi(const double* transition, const double* emission, int states, int n) {
  double score[3] = {}, next[3];
  int from[6][3];
  for (int t = 0; t < n; ++t) {
    for (int j = 0; j < states; ++j) {
      int best = 0;
      for (int i = 1; i < states; ++i)
        if (score[i] + transition[i * states + j] > score[best] + transition[best * states + j]) best = i;
      from[t][j] = best;
      next[j] = score[best] + transition[best * states + j] + emission[(t * 2 + j) % 5];
    }
    for (int j = 0; j < states; ++j) score[j] = next[j];
  }
  int at = 0;
  for (int j = 1; j < states; ++j)
    if (score[j] > score[at]) at = j;
  double total = score[at];
  for (int t = n - 1; t >= 0; --t) {
    total += emission[at] * emission[at];
    at = from[t][at];
  }
  return total;
}
struct Particle {
  double position, velocity, weight;
};
DIFFERENTIATE double particle_filter(double start, double noise, const double* measured, PASSIVE const double* draws,
                                     int particles, int n) {
  std::vector<Particle> cloud(particles);
  for (int p = 0; p < particles; ++p)
    cloud[p] = Particle{start + noise * draws[p], 1 + 0.1 * draws[p], 1.0 / particles};
  double estimate = 0;
  for (int t = 0; t < n; ++t) {
    double total = 0;
    for (Particle& p : cloud) {
      p.position += 0.1 * p.velocity;
      const double e = measured[t] - p.position;
      p.weight *= std::exp(-e * e / noise);
      total += p.weight;
    }
    for (auto& p : cloud) p.weight /= total;
    std::vector<Particle> chosen(cloud.size());
    for (int p = 0; p < particles; ++p) {
      const int other = (p * 2 + t) % particles;
      chosen[p] = cloud[other].weight > 0.8 / particles ? cloud[other] : cloud[p];
    }
    for (int p = 0; p < particles; ++p) cloud[p] = chosen[p];
    for (const Particle& p : cloud) estimate += p.weight * p.position;
  }
  return estimate;
}
struct Kalman {
  double x[2] = {0, 1}, p[2][2] = {{1, 0}, {0, 1}};
  void predict(double dt, double q) {
    x[0] += dt * x[1];
    const double f[2][2] = {{1, dt}, {0, 1}};
    double fp[2][2] = {}, next[2][2] = {};
    for (int i = 0; i < 2; ++i)
      for (int j = 0; j < 2; ++j)
        for (int k = 0; k < 2; ++k) fp[i][j] += f[i][k] * p[k][j];
    for (int i = 0; i < 2; ++i)
      for (int j = 0; j < 2; ++j)
        for (int k = 0; k < 2; ++k) next[i][j] += fp[i][k] * f[j][k];
    for (int i = 0; i < 2; ++i)
      for (int j = 0; j < 2; ++j) p[i][j] = next[i][j] + (i == j ? q : 0);
  }
  double update(double z, double r) {
    const double s = p[0][0] + r, k0 = p[0][0] / s, k1 = p[1][0] / s, y = z - x[0];
    x[0] += k0 * y;
    x[1] += k1 * y;
    const double p00 = p[0][0], p01 = p[0][1];
    p[0][0] -= k0 * p00;
    p[0][1] -= k0 * p01;
    p[1][0] -= k1 * p00;
    p[1][1] -= k1 * p01;
    return std::log(s) + y * y / s;
  }
};
DIFFERENTIATE double kalman_likelihood(const double* z, double q, double r, int n) {
  Kalman filter;
  double total = 0;
  for (int i = 0; i < n; ++i) {
    filter.predict(0.5, q);
    total += filter.update(z[i], r);
  }
  return total + filter.x[1];
}

// ---- transforms

void fft(double* re, double* im, int n, int sign) {
  for (int i = 1, j = 0; i < n; ++i) {
    int bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      std::swap(re[i], re[j]);
      std::swap(im[i], im[j]);
    }
  }
  for (int length = 2; length <= n; length <<= 1) {
    const double angle = sign * 2 * 3.14159265358979 / length;
    for (int i = 0; i < n; i += length)
      for (int k = 0; k < length / 2; ++k) {
        const double c = std::cos(angle * k), s = std::sin(angle * k);
        double &ar = re[i + k], &ai = im[i + k], &br = re[i + k + length / 2], &bi = im[i + k + length / 2];
        const double tr = br * c - bi * s, ti = br * s + bi * c;
        br = ar - tr;
        bi = ai - ti;
        ar += tr;
        ai += ti;
      }
  }
}
DIFFERENTIATE double filtered_signal(const double* signal, double cut, int n) {
  std::vector<double> re(signal, signal + n), im(n);
  fft(re.data(), im.data(), n, 1);
  for (int k = 0; k < n; ++k) {
    const double gain = 1 / (1 + cut * k * (n - k));
    re[k] *= gain;
    im[k] *= gain;
  }
  fft(re.data(), im.data(), n, -1);
  double energy = 0;
  for (double v : re) energy += v * v / n;
  return energy;
}
void recursive_fft(double* re, double* im, int n) {
  if (n == 1) return;
  double er[4], ei[4], odr[4], odi[4];
  for (int i = 0; i < n / 2; ++i) {
    er[i] = re[2 * i], ei[i] = im[2 * i];
    odr[i] = re[2 * i + 1], odi[i] = im[2 * i + 1];
  }
  recursive_fft(er, ei, n / 2);
  recursive_fft(odr, odi, n / 2);
  for (int k = 0; k < n / 2; ++k) {
    const double c = std::cos(-2 * 3.14159265358979 * k / n), s = std::sin(-2 * 3.14159265358979 * k / n);
    const double tr = c * odr[k] - s * odi[k], ti = s * odr[k] + c * odi[k];
    re[k] = er[k] + tr, im[k] = ei[k] + ti;
    re[k + n / 2] = er[k] - tr, im[k + n / 2] = ei[k] - ti;
  }
}
DIFFERENTIATE double power_spectrum(double* re, double* im, int n) {
  recursive_fft(re, im, n);
  double s = 0;
  for (int k = 0; k < n; ++k) s += (k + 1) * (re[k] * re[k] + im[k] * im[k]);
  return s;
}
DIFFERENTIATE void haar(std::vector<double>& x) {
  std::vector<double> scratch(x.size());
  for (std::size_t n = x.size(); n > 1; n /= 2) {
    for (std::size_t i = 0; i < n / 2; ++i) {
      scratch[i] = (x[2 * i] + x[2 * i + 1]) * 0.7071067811865476;
      scratch[n / 2 + i] = (x[2 * i] - x[2 * i + 1]) * 0.7071067811865476 * x[2 * i];
    }
    std::copy(scratch.begin(), scratch.begin() + static_cast<long>(n), x.begin());
  }
}

// ---- text around it

struct Reading {
  int channel;
  double value;
};
DIFFERENTIATE double calibrated(const std::vector<double>& gains, const std::vector<double>& raw,
                                const std::vector<int>& channels) {
  std::vector<Reading> readings;
  for (std::size_t i = 0; i < raw.size(); ++i) readings.push_back(Reading{channels[i], raw[i]});
  std::vector<double> sums(gains.size());
  std::vector<int> counts(gains.size());
  for (const Reading& r : readings) {
    if (r.channel < 0) continue;
    sums[r.channel] += gains[r.channel] * r.value * r.value;
    ++counts[r.channel];
  }
  double score = 1;
  for (std::size_t c = 0; c < sums.size(); ++c)
    if (counts[c] > 0) score *= 1 + sums[c] / counts[c];
  return score;
}
enum class Kind { Linear, Square, Wave };
struct Term {
  Kind kind;
  double a, b;
  double operator()(double x) const {
    switch (kind) {
      case Kind::Linear: return a * x + b;
      case Kind::Square: return a * x * x - b;
      case Kind::Wave: break;
    }
    return a * std::sin(b * x);
  }
};
DIFFERENTIATE double sum_of_terms(const double* p, double x, int n) {
  std::array<Term, 3> terms{{{Kind::Linear, p[0], p[1]}, {Kind::Square, p[2], p[3]}, {Kind::Wave, p[4], p[5]}}};
  double s = 0;
  for (int round = 0; round < n; ++round)
    for (const Term& t : terms) {
      s += t(x);
      x = 0.5 * x + 0.1 * t(s);
    }
  return s;
}
int digit_sum(int n) { return n == 0 ? 0 : n % 10 + digit_sum(n / 10); }
DIFFERENTIATE double indexed_by_digits(const double* x, double a, int n) {
  double s = a;
  for (int i = 1; i < n; ++i) {
    const int d = digit_sum(i * 37) % 5;
    if (d == 0) continue;
    s = s * std::cos(x[d]) + std::pow(a, d);
  }
  return s;
}
DIFFERENTIATE double early_exit_search(const double* x, const double* y, double limit, int n) {
  double closest = 10;
  for (int i = 0; i < n; ++i)
    for (int j = i; j < n; ++j) {
      const double d = std::hypot(x[i] - y[j], 0.3);
      if (d < limit) return d * limit + closest;
      if (d < closest) closest = d;
      if (closest < 0.35) break;
    }
  return closest * closest;
}
DIFFERENTIATE double polynomial_long_division(std::vector<double> numerator, const std::vector<double>& divisor) {
  std::vector<double> quotient;
  const double lead = 2 + divisor.back();
  while (numerator.size() >= divisor.size()) {
    const double q = numerator.back() / lead;
    quotient.push_back(q);
    const std::size_t shift = numerator.size() - divisor.size();
    for (std::size_t i = 0; i + 1 < divisor.size(); ++i) numerator[shift + i] -= q * divisor[i];
    numerator.pop_back();
  }
  double s = 0;
  for (double q : quotient) s = s * 0.5 + q;
  for (double r : numerator) s += r * r;
  return s;
}

#else
CASE(network, array(13), array(2), 3);
CASE(batch_norm_net, array(4), array(3), array(3), 4, 3).within(2000);
CASE(lstm_class, array(12), array(4), 4);
CASE(soft_dtw, array(4), array(3), between(0.5, 1));
CASE(edit_distance, array(4), array(5), between(0.2, 0.5), 4, 5);
CASE(hmm, array(9), array(3), passive(array(5)), 3, 5);
CASE(viterbi, array(9), array(5), 3, 5);
CASE(particle_filter, between(-0.5, 0.5), between(0.5, 1), array(3), passive(array(4)), 4, 3);
CASE(kalman_likelihood, array(4), between(0.1, 0.5), between(0.1, 0.5), 4);
CASE(filtered_signal, array(8), between(0.1, 0.5), 8);
CASE(power_spectrum, array(8), array(8), 8);
CASE(haar, array(8));
CASE(calibrated, array(3), array(5), values({0, 2, -1, 2, 0}));
CASE(sum_of_terms, array(6), between(-1, 1), 2);
CASE(indexed_by_digits, array(5), between(0.5, 1.2), 7);
CASE(early_exit_search, array(4), array(4), between(0.31, 0.4), 4);
CASE(polynomial_long_division, array(6), array(3));
#endif
