# The program, and the libraries as a CMake package:
#   find_package(Kapitza REQUIRED)
#   target_link_libraries(mine PRIVATE kapitza::collision)
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Kapitza)

if(TARGET kapitza)
  install(TARGETS kapitza RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

get_property(rooms GLOBAL PROPERTY KAPITZA_ROOMS)
set_target_properties(kapitza_mpi PROPERTIES EXPORT_NAME mpi)
set_target_properties(kapitza_hdf5 PROPERTIES EXPORT_NAME hdf5)
set_target_properties(kapitza_fftw_mpi PROPERTIES EXPORT_NAME fftw_mpi)
set_target_properties(kapitza_eigen PROPERTIES EXPORT_NAME eigen)
install(TARGETS ${rooms} kapitza_mpi kapitza_hdf5 kapitza_fftw_mpi kapitza_eigen EXPORT KapitzaTargets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/kapitza DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT KapitzaTargets NAMESPACE kapitza:: DESTINATION ${package_dir})

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/KapitzaConfig.cmake.in
  ${PROJECT_BINARY_DIR}/KapitzaConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/KapitzaConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/KapitzaConfig.cmake ${PROJECT_BINARY_DIR}/KapitzaConfigVersion.cmake
        DESTINATION ${package_dir})
