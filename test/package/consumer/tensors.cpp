#include <retrograd/tensor.h>

int main() {
  retrograd::Tensor<float, 2, 3> x;
  return x.dim(1) == 3 ? 0 : 1;
}
