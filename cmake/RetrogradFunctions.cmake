# Flags for a target that uses [[autodiff]]: the plugin under the Clang it was built for, silence about our
# attributes elsewhere. Used in this build and, through RetrogradConfig.cmake, in users' builds.
function(retrograd_autodiff_options target)
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(${target} INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-unknown-attributes>)
  elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-attributes>)
  endif()
endfunction()
