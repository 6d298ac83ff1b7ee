// Picks the kernels compiled for the best instruction set that this machine has.
#include "retrograd/detail/kernels.h"

#define DECLARE_KERNELS(REAL, KERNELS)                               \
  namespace retrograd::KERNELS {                                     \
  template <bool all> void fill_activations(detail::Kernels<REAL>&); \
  template <bool all> void fill_elementwise(detail::Kernels<REAL>&); \
  template <bool all> void fill_losses(detail::Kernels<REAL>&);      \
  template <bool all> void fill_layers(detail::Kernels<REAL>&);      \
  template <bool all> void fill_norms(detail::Kernels<REAL>&);       \
  void fill_optimizers(detail::Kernels<REAL>&);                      \
  template <bool all> static detail::Kernels<REAL> table() {         \
    detail::Kernels<REAL> table{};                                   \
    fill_activations<all>(table);                                    \
    fill_elementwise<all>(table);                                    \
    fill_losses<all>(table);                                         \
    fill_layers<all>(table);                                         \
    fill_norms<all>(table);                                          \
    if constexpr (all) fill_optimizers(table);                       \
    return table;                                                    \
  }                                                                  \
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
#define BEST_KERNELS(real, all) \
  has_avx512() ? real##_avx512::table<all>() : has_avx2() ? real##_avx2::table<all>() : real##_baseline::table<all>()
#else
#define BEST_KERNELS(real, all) real##_baseline::table<all>()
#endif

template <> const Kernels<float>& kernels<float>() {
  static const Kernels<float> table = BEST_KERNELS(float, true);
  return table;
}
template <> const Kernels<double>& kernels<double>() {
  static const Kernels<double> table = BEST_KERNELS(double, true);
  return table;
}
template <> const Kernels<float>& forward_kernels<float>() {
  static const Kernels<float> table = BEST_KERNELS(float, false);
  return table;
}
template <> const Kernels<double>& forward_kernels<double>() {
  static const Kernels<double> table = BEST_KERNELS(double, false);
  return table;
}

}  // namespace retrograd::detail
