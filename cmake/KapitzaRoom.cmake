include(GNUInstallDirs)

# kapitza_add_room(<room> SOURCES <file>... [PUBLIC <target>...] [PRIVATE <target>...])
#
# One static library kapitza_<room>, alias kapitza::<room>, from the sources beside the CMakeLists.txt that calls it.
# PUBLIC: what the room's headers include; PRIVATE: what only its sources include.
function(kapitza_add_room room)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(kapitza_${room} STATIC ${ARG_SOURCES})
  add_library(kapitza::${room} ALIAS kapitza_${room})
  target_include_directories(kapitza_${room} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  set_target_properties(kapitza_${room} PROPERTIES EXPORT_NAME ${room} POSITION_INDEPENDENT_CODE ON)
  target_compile_features(kapitza_${room} PUBLIC cxx_std_20)
  target_link_libraries(kapitza_${room} PUBLIC ${ARG_PUBLIC}
                        PRIVATE $<BUILD_INTERFACE:kapitza_options> ${ARG_PRIVATE})
  set_property(GLOBAL APPEND PROPERTY KAPITZA_ROOMS kapitza_${room})
endfunction()
