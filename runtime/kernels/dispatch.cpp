// Picks the kernels compiled for the best instruction set that this machine has.
#include "retrograd/detail/kernels.h"

#define DECLARE_KERNELS(REAL, KERNELS)           \
  namespace retrograd::KERNELS {                 \
  void fill_activations(detail::Kernels<REAL>&); \
  void fill_elementwise(detail::Kernels<REAL>&); \
  void fill_losses(detail::Kernels<REAL>&);      \
  void fill_optimizers(detail::Kernels<REAL>&);  \
  static detail::Kernels<REAL> all() {           \
    detail::Kernels<REAL> table{};               \
    fill_activations(table);                     \
    fill_elementwise(table);                     \
    fill_losses(table);                          \
    fill_optimizers(table);                      \
    return table;                                \
  }                                              \
  }

DECLARE_KERNELS(float, float_baseline)
DECLARE_KERNELS(double, double_baseline)
#ifdef RETROGRAD_X86_KERNELS
DECLARE_KERNELS(float, float_avx2)
DECLARE_KERNELS(double, double_avx2)
DECLARE_KERNELS(float, float_avx512)
DECLARE_KERNELS(double, double_avx512)
#endif

namespace retrograd::detail {

#ifdef RETROGRAD_X86_KERNELS
static bool has_avx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
}
static bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
#define BEST_KERNELS(real) \
  has_avx512() ? real##_avx512::all() : has_avx2() ? real##_avx2::all() : real##_baseline::all()
#else
#define BEST_KERNELS(real) real##_baseline::all()
#endif

template <> const Kernels<float>& kernels<float>() {
  static const Kernels<float> table = BEST_KERNELS(float);
  return table;
}
template <> const Kernels<double>& kernels<double>() {
  static const Kernels<double> table = BEST_KERNELS(double);
  return table;
}

}  // namespace retrograd::detail
