# What `cmake --install` puts where, and the package that users find.
#   bin/retrograd  lib/libretrograd.so  include/retrograd/  lib/cmake/Retrograd/
include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/Retrograd)

set(exported retrograd_autodiff)
set(RETROGRAD_RUNTIME_DEPENDENCIES)
if(TARGET retrograd_runtime)
  set(RETROGRAD_RUNTIME_DEPENDENCIES fmt ZLIB BLAS Threads)
endif()
foreach(target IN ITEMS retrograd retrograd_runtime)
  if(TARGET ${target})
    list(APPEND exported ${target})
  endif()
endforeach()
set_target_properties(retrograd_autodiff PROPERTIES EXPORT_NAME autodiff)
install(TARGETS ${exported} EXPORT RetrogradTargets)
install(EXPORT RetrogradTargets NAMESPACE Retrograd:: DESTINATION ${package})
if(TARGET retrograd_plugin)
  install(TARGETS retrograd_plugin LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
endif()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/retrograd DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

configure_package_config_file(cmake/RetrogradConfig.cmake.in ${PROJECT_BINARY_DIR}/RetrogradConfig.cmake
  INSTALL_DESTINATION ${package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/RetrogradConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/RetrogradConfig.cmake ${PROJECT_BINARY_DIR}/RetrogradConfigVersion.cmake
  cmake/RetrogradFunctions.cmake DESTINATION ${package})
