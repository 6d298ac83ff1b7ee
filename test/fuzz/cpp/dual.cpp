// The same batch over dual numbers.
#include "dual_math.h"
#include "programs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <numeric>
#include <utility>
#include <vector>

#define DIFFERENTIATE
#define FIELDS(...)
#define std dual_std
#define double ::oracle::Dual<double>
#define float ::oracle::Dual<float>
namespace dual {
#include "records.h"
#include PROGRAMS
}  // namespace dual
#undef float
#undef double
#undef std

#define ENTRY(name, root, tolerance) {reinterpret_cast<void (*)()>(&dual::name)},
const Twin twins[] = {
#include ENTRIES
};
