# What `cmake --install` puts where.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/retrograd DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
