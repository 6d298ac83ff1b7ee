// What models are made of: activations, normalisations, convolutions, losses, recurrent cells, attention.
#ifndef CORPUS_CASES

DIFFERENTIATE double relu_layer(const double* w, const double* b, const double* x, double* y, int rows, int columns) {
  double s = 0;
  for (int i = 0; i < rows; ++i) {
    y[i] = b[i];
    for (int j = 0; j < columns; ++j) y[i] += w[i * columns + j] * x[j];
    y[i] = y[i] > 0 ? y[i] : 0;
    s += y[i] * y[i];
  }
  return s;
}

DIFFERENTIATE void softmax(const double* x, double* y, int n) {
  double largest = x[0];
  for (int i = 1; i < n; ++i)
    if (x[i] > largest) largest = x[i];
  double total = 0;
  for (int i = 0; i < n; ++i) {
    y[i] = std::exp(x[i] - largest);
    total += y[i];
  }
  for (int i = 0; i < n; ++i) y[i] /= total;
}

DIFFERENTIATE void softmax_in_place(double* x, int n) {
  double largest = x[0];
  for (int i = 1; i < n; ++i) largest = std::fmax(largest, x[i]);
  double total = 0;
  for (int i = 0; i < n; ++i) total += x[i] = std::exp(x[i] - largest);
  for (int i = 0; i < n; ++i) x[i] /= total;
}

DIFFERENTIATE double log_sum_exp(const double* x, int n) {
  double largest = x[0];
  for (int i = 1; i < n; ++i) largest = x[i] > largest ? x[i] : largest;
  double s = 0;
  for (int i = 0; i < n; ++i) s += std::exp(x[i] - largest);
  return largest + std::log(s);
}

DIFFERENTIATE double cross_entropy(const double* logits, const int* labels, int batch, int classes) {
  double loss = 0;
  for (int b = 0; b < batch; ++b) {
    const double* row = logits + b * classes;
    double s = 0;
    for (int c = 0; c < classes; ++c) s += std::exp(row[c]);
    loss += std::log(s) - row[labels[b]];
  }
  return loss / batch;
}

DIFFERENTIATE void layer_norm(const double* x, const double* gain, const double* bias, double* y, int n) {
  double mean = 0;
  for (int i = 0; i < n; ++i) mean += x[i];
  mean /= n;
  double variance = 0;
  for (int i = 0; i < n; ++i) variance += (x[i] - mean) * (x[i] - mean);
  variance /= n;
  const double scale = 1 / std::sqrt(variance + 1e-5);
  for (int i = 0; i < n; ++i) y[i] = (x[i] - mean) * scale * gain[i] + bias[i];
}

DIFFERENTIATE void convolution(const double* x, const double* kernel, double* y, int n, int width) {
  for (int i = 0; i + width <= n; ++i) {
    double s = 0;
    for (int k = 0; k < width; ++k) s += x[i + k] * kernel[k];
    y[i] = s;
  }
}

DIFFERENTIATE void convolution_2d(const double* x, const double* kernel, double* y, int height, int width) {
  for (int i = 0; i < height; ++i)
    for (int j = 0; j < width; ++j) {
      double s = 0;
      for (int a = -1; a <= 1; ++a)
        for (int b = -1; b <= 1; ++b) {
          const int r = i + a, c = j + b;
          if (r < 0 || r >= height || c < 0 || c >= width) continue;
          s += x[r * width + c] * kernel[(a + 1) * 3 + b + 1];
        }
      y[i * width + j] = s;
    }
}

DIFFERENTIATE void max_pool(const double* x, double* y, int n) {
  for (int i = 0; i < n / 2; ++i) y[i] = x[2 * i] < x[2 * i + 1] ? x[2 * i + 1] : x[2 * i];
}

DIFFERENTIATE double huber(const double* predicted, PASSIVE const double* target, int n, double delta) {
  double loss = 0;
  for (int i = 0; i < n; ++i) {
    const double error = std::fabs(predicted[i] - target[i]);
    if (error <= delta)
      loss += 0.5 * error * error;
    else
      loss += delta * (error - 0.5 * delta);
  }
  return loss / n;
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
DIFFERENTIATE double lstm_cell(const double* x, const double* w, double h, double c, int steps) {
  for (int t = 0; t < steps; ++t) {
    const double input = sigmoid(w[0] * x[t] + w[1] * h), forget = sigmoid(w[2] * x[t] + w[3] * h);
    const double output = sigmoid(w[4] * x[t] + w[5] * h), candidate = std::tanh(w[6] * x[t] + w[7] * h);
    c = forget * c + input * candidate;
    h = output * std::tanh(c);
  }
  return h + c;
}

DIFFERENTIATE double mlp_loss(const double* w1, const double* w2, PASSIVE const double* x, PASSIVE const double* y,
                              int hidden, int samples) {
  double loss = 0;
  for (int s = 0; s < samples; ++s) {
    double output = 0;
    for (int h = 0; h < hidden; ++h) {
      const double activation = std::tanh(w1[2 * h] * x[s] + w1[2 * h + 1]);
      output += w2[h] * activation;
    }
    const double error = output - y[s];
    loss += error * error;
  }
  return loss / samples;
}

DIFFERENTIATE void attention(const double* q, const double* k, const double* v, double* out, int n, int d) {
  double scores[4];
  for (int i = 0; i < n; ++i) {
    double total = 0;
    for (int j = 0; j <= i; ++j) {
      double s = 0;
      for (int l = 0; l < d; ++l) s += q[i * d + l] * k[j * d + l];
      scores[j] = std::exp(s / std::sqrt(static_cast<double>(d)));
      total += scores[j];
    }
    for (int l = 0; l < d; ++l) {
      double s = 0;
      for (int j = 0; j <= i; ++j) s += scores[j] / total * v[j * d + l];
      out[i * d + l] = s;
    }
  }
}

DIFFERENTIATE double gaussian_mixture(const double* x, const double* mean, const double* weight, int n, int k) {
  double total = 0;
  for (int i = 0; i < n; ++i) {
    double density = 0;
    for (int j = 0; j < k; ++j) {
      const double z = x[i] - mean[j];
      density += std::exp(weight[j] - 0.5 * z * z);
    }
    total += std::log(density);
  }
  return total;
}

DIFFERENTIATE float float_layer(const float* w, const float* x, int rows, int columns) {
  float s = 0;
  for (int i = 0; i < rows; ++i) {
    float a = 0;
    for (int j = 0; j < columns; ++j) a += w[i * columns + j] * x[j];
    s += std::tanh(a) * 0.5f;
  }
  return s;
}

DIFFERENTIATE void momentum_steps(double* w, double* velocity, PASSIVE const double* data, double rate, int n,
                                  int steps) {
  for (int s = 0; s < steps; ++s)
    for (int i = 0; i < n; ++i) {
      velocity[i] = 0.9 * velocity[i] - rate * (w[i] - data[s % n]) * w[i];
      w[i] += velocity[i];
    }
}

#else
CASE(relu_layer, array(12), array(3), array(4), array(3), 3, 4);
CASE(softmax, array(5), array(5), 5);
CASE(softmax_in_place, array(5), 5);
CASE(log_sum_exp, array(5), 5);
CASE(cross_entropy, array(6), values({2, 0}), 2, 3);
CASE(layer_norm, array(5), array(5), array(5), array(5), 5).within(2000);
CASE(convolution, array(8), array(3), array(6), 8, 3);
CASE(convolution_2d, array(12), array(9), array(12), 3, 4);
CASE(max_pool, array(8), array(4), 8);
CASE(huber, array(6), passive(array(6)), 6, 0.5);
CASE(lstm_cell, array(4), array(8), between(-1, 1), between(-1, 1), 4);
CASE(mlp_loss, array(6), array(3), passive(array(5)), passive(array(5)), 3, 5);
CASE(attention, array(8), array(8), array(8), array(8), 4, 2);
CASE(gaussian_mixture, array(5), array(3), array(3), 5, 3);
CASE(float_layer, array(12), array(4), 3, 4);
CASE(momentum_steps, array(3), array(3), passive(array(3)), 0.05, 3, 4);
#endif
