#include "onednn.h"

#include <dlfcn.h>
#include <cstdlib>
#include <string_view>

namespace retrograd::detail {
namespace {

// Looked for at run time: programs neither need it nor load its 40 MB before a product is large enough.
struct Library {
  int (*sgemm)(char, char, long, long, long, float, const float*, long, const float*, long, float, float*,
               long) = nullptr;
  int (*get_threads)() = nullptr;  // OpenMP's, with which it shares work
  void (*set_threads)(int) = nullptr;

  Library() {
    const char* wanted = std::getenv("RETROGRAD_ONEDNN");
    if (wanted != nullptr && std::string_view(wanted) == "0") return;
    void* handle = nullptr;
    for (const char* name : {"libdnnl.so.3", "libdnnl.so.2"})
      if (handle == nullptr) handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) return;
    get_threads = reinterpret_cast<int (*)()>(dlsym(handle, "omp_get_max_threads"));
    set_threads = reinterpret_cast<void (*)(int)>(dlsym(handle, "omp_set_num_threads"));
    if (get_threads != nullptr && set_threads != nullptr)
      sgemm = reinterpret_cast<decltype(sgemm)>(dlsym(handle, "dnnl_sgemm"));
  }
};

}  // namespace

bool multiply_by_onednn(char a_transpose, char b_transpose, long rows, long columns, long inner, const float* a,
                        long a_step, const float* b, long b_step, float keep, float* result, long result_step) {
  static const Library library;
  if (library.sgemm == nullptr) return false;
  const int threads = library.get_threads();  // of this thread's own parallel work: put back afterwards
  library.set_threads(1);
  const int status =
      library.sgemm(a_transpose, b_transpose, rows, columns, inner, 1, a, a_step, b, b_step, keep, result, result_step);
  library.set_threads(threads);
  return status == 0;
}

}  // namespace retrograd::detail
