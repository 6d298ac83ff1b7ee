# lit's configuration: which files are tests and what the %words of a RUN line stand for.
#   %retrograd      the tool
#   %plugin         libretrograd.so
#   %clang_plugin   Clang with the plugin and the public headers; add -std=… and -o yourself
#   %clang          the same Clang without the plugin, with the public headers
#   %cxx            the C++ compiler of the build (g++), with the public headers
#   %include        the folder of the public headers
#   %runtime        what to link for Retrograd::runtime
#   FileCheck, not, count, split-file   LLVM's
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(config.source_root, "test"))
import run_line_format


config.name = "retrograd"
config.test_format = run_line_format.TestsWithRunLine(execute_external=False)
config.suffixes = [".cpp", ".ir", ".test"]
config.excludes = ["Inputs", "package", "unit", "fuzz", "CMakeLists.txt"]
config.test_source_root = os.path.join(config.source_root, "test")
config.test_exec_root = os.path.join(config.binary_root, "test")

include = os.path.join(config.source_root, "include")
plugin = os.path.join(config.binary_root, "lib", "libretrograd.so")
retrograd = os.path.join(config.binary_root, "bin", "retrograd")
silence = "-Wno-attributes -Wno-unknown-attributes"

# A sanitized plugin needs the sanitizers' runtime in the Clang that loads it, a program that links the sanitized
# runtime library needs it too. allow_user_poisoning: the allocators of LLVM's headers poison what they have not given
# out, and Clang's own unsanitized code does not unpoison what it takes from them.
sanitizers = []
preload = ""
if config.sanitized:
    sanitizers = [subprocess.check_output([config.cxx, "-print-file-name=" + name], text=True).strip()
                  for name in ("libasan.so", "libubsan.so")]
    config.environment["ASAN_OPTIONS"] = "detect_leaks=0:allow_user_poisoning=0"
    preload = "env LD_PRELOAD=%s " % ":".join(sanitizers)
    config.available_features.add("sanitized")

config.substitutions += [
    ("%retrograd", retrograd),
    ("%plugin", plugin),
    ("%clang_plugin", "%s%s -fplugin=%s -I%s" % (preload, config.clang, plugin, include)),
    ("%clang", "%s %s -I%s" % (config.clang, silence, include)),
    ("%cxx", "%s %s -I%s" % (config.cxx, silence, include)),
    ("%include", include),
    ("%runtime", " ".join(sanitizers + ["-L" + os.path.join(config.binary_root, "lib"),
                                        "-lretrograd_runtime -lopenblas -lz -lfmt"])),
]
config.environment["PATH"] = os.pathsep.join([config.llvm_tools, config.environment["PATH"]])

other_clang = shutil.which("clang++-14")
if other_clang:
    config.available_features.add("clang-14")
    config.substitutions.append(("%other_clang", other_clang))
