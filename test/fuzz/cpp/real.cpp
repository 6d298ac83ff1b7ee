// A batch as the compiler differentiates it. -DPROGRAMS="batch.h" -DENTRIES="batch.table.h"
#include <retrograd/autodiff.h>

#include "programs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <numeric>
#include <utility>
#include <vector>

#define DIFFERENTIATE [[autodiff]]
#define FIELDS(...)
namespace real {
#include "records.h"
#include PROGRAMS
}  // namespace real

using Address = void (*)();
#define ENTRY(name, root, tolerance)                 \
  {#name,                                            \
   root,                                             \
   tolerance,                                        \
   reinterpret_cast<Address>(&real::name),           \
   reinterpret_cast<Address>(&real::name##_tangent), \
   reinterpret_cast<Address>(&real::name##_adjoint)},
const Derived derived[] = {
#include ENTRIES
};
const unsigned programCount = sizeof(derived) / sizeof(*derived);
