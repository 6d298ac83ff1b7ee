# What CMakeLists.txt of this build and, through RetrogradConfig.cmake, of users' builds can call.
# Needs: RETROGRAD_LLVM_VERSION, RETROGRAD_PLUGIN (the plugin's path), the target Retrograd::tool.

# Flags for whatever links `target` (Retrograd::autodiff): the plugin, under the Clang that it was built for; elsewhere
# silence about our attributes, which other compilers don't know.
function(retrograd_autodiff_options target)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang"
      AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL ${RETROGRAD_LLVM_VERSION}
      AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS ${RETROGRAD_LLVM_VERSION}.999)
    target_compile_options(${target} INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fplugin=${RETROGRAD_PLUGIN}>)
  elseif(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(${target} INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-unknown-attributes>)
  elseif(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-attributes>)
  endif()
endfunction()

# For compilers other than our Clang:
#
#   add_executable(app main.cpp model.cpp)
#   retrograd_generate(app model.cpp)          # model.cpp ends with: #include "model.ad.h"
#
# writes the derivatives of each file's [[autodiff]] functions to NAME.ad.h, which sources of the target can include,
# and keeps them up to date. A file may include the .ad.h of those named before it.
function(retrograd_generate target)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/retrograd/${target})
  file(MAKE_DIRECTORY ${folder})
  set(includes "$<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>")
  set(definitions "$<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>")
  set(standard "$<TARGET_PROPERTY:${target},CXX_STANDARD>")
  set(earlier)
  foreach(source IN LISTS ARGN)
    get_filename_component(path ${source} ABSOLUTE)
    get_filename_component(name ${source} NAME_WE)
    set(output ${folder}/${name}.ad.h)
    add_custom_command(
      OUTPUT ${output}
      COMMAND Retrograd::tool ${path} -o ${output} --depfile=${output}.d --
        "-std=c++$<IF:$<BOOL:${standard}>,${standard},20>"
        "$<$<BOOL:${includes}>:-I$<JOIN:${includes},;-I>>"
        "$<$<BOOL:${definitions}>:-D$<JOIN:${definitions},;-D>>"
      DEPENDS ${path} ${earlier} Retrograd::tool
      DEPFILE ${output}.d
      COMMENT "Differentiating ${source}"
      COMMAND_EXPAND_LISTS VERBATIM)
    list(APPEND earlier ${output})
  endforeach()
  target_sources(${target} PRIVATE ${earlier})
  target_include_directories(${target} PRIVATE ${folder})
endfunction()
