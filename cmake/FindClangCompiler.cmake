# The Clang that Retrograd is built for: its headers, its shared libraries, its tools.
#   RETROGRAD_LLVM_VERSION   major version (19; 22 is meant to work too)
#   RETROGRAD_LLVM_PREFIX    where it lies; searched for if empty
# Gives: CLANG_EXECUTABLE, CLANG_RESOURCE_DIR, FILECHECK_EXECUTABLE, LIT_SCRIPT,
#   retrograd::clang_headers (headers only: what the plugin uses), retrograd::clang (headers and shared libraries).
set(RETROGRAD_LLVM_VERSION 19 CACHE STRING "Major version of Clang and LLVM")
set(RETROGRAD_LLVM_PREFIX "" CACHE PATH "Prefix of Clang and LLVM, e.g. /usr/lib/llvm-19")

set(_llvm_hints ${RETROGRAD_LLVM_PREFIX} /usr/lib/llvm-${RETROGRAD_LLVM_VERSION} /opt/llvm-${RETROGRAD_LLVM_VERSION})
# QUIET: LLVM's own search for optional libraries that we don't link is of no interest.
find_package(LLVM QUIET CONFIG PATHS ${_llvm_hints} PATH_SUFFIXES lib/cmake/llvm NO_DEFAULT_PATH)
if(NOT LLVM_FOUND OR NOT LLVM_VERSION_MAJOR EQUAL RETROGRAD_LLVM_VERSION)
  message(FATAL_ERROR "LLVM ${RETROGRAD_LLVM_VERSION} was not found in: ${_llvm_hints}.\n"
    "On Debian: apt-get install llvm-${RETROGRAD_LLVM_VERSION}-dev libclang-${RETROGRAD_LLVM_VERSION}-dev "
    "llvm-${RETROGRAD_LLVM_VERSION}-tools clang-${RETROGRAD_LLVM_VERSION}; elsewhere set RETROGRAD_LLVM_PREFIX.")
endif()
find_package(Clang QUIET REQUIRED CONFIG PATHS ${LLVM_INSTALL_PREFIX}/lib/cmake/clang NO_DEFAULT_PATH)
message(STATUS "LLVM ${LLVM_PACKAGE_VERSION} in ${LLVM_INSTALL_PREFIX}")

find_program(CLANG_EXECUTABLE NAMES clang++ clang++-${RETROGRAD_LLVM_VERSION}
  PATHS ${LLVM_TOOLS_BINARY_DIR} NO_DEFAULT_PATH REQUIRED)
find_program(FILECHECK_EXECUTABLE NAMES FileCheck PATHS ${LLVM_TOOLS_BINARY_DIR} NO_DEFAULT_PATH)
find_file(LIT_SCRIPT lit.py PATHS ${LLVM_INSTALL_PREFIX}/build/utils/lit NO_DEFAULT_PATH)
execute_process(COMMAND ${CLANG_EXECUTABLE} -print-resource-dir
  OUTPUT_VARIABLE CLANG_RESOURCE_DIR OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)

separate_arguments(_llvm_definitions UNIX_COMMAND "${LLVM_DEFINITIONS}")
add_library(retrograd_clang_headers INTERFACE)
add_library(retrograd::clang_headers ALIAS retrograd_clang_headers)
target_include_directories(retrograd_clang_headers SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS} ${CLANG_INCLUDE_DIRS})
target_compile_options(retrograd_clang_headers INTERFACE ${_llvm_definitions})
if(NOT LLVM_ENABLE_RTTI)
  target_compile_options(retrograd_clang_headers INTERFACE -fno-rtti)
endif()

# Only the shared libraries: static parts of LLVM beside them would be a second copy of its global state.
add_library(retrograd_clang INTERFACE)
add_library(retrograd::clang ALIAS retrograd_clang)
target_link_libraries(retrograd_clang INTERFACE retrograd_clang_headers clang-cpp LLVM)
