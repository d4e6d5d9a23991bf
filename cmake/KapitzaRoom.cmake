include(GNUInstallDirs)

# Private libraries of headers leave nothing behind that a user of the installed rooms would have to find.
set(KAPITZA_HEADERS_ONLY tomlplusplus::tomlplusplus CLI11::CLI11 nlohmann_json::nlohmann_json Eigen3::Eigen kapitza_random123)
if(KAPITZA_FETCH)
  list(APPEND KAPITZA_HEADERS_ONLY xxHash::xxhash)
endif()

# kapitza_add_room(<room> SOURCES <file>... [PUBLIC <target>...] [PRIVATE <target>...] [LIGHT])
#
# One static library kapitza_<room>, alias kapitza::<room>, from the sources beside the CMakeLists.txt that calls it.
# PUBLIC: what the room's headers include; PRIVATE: what only its sources include; LIGHT: nothing in it computes for long.
function(kapitza_add_room room)
  cmake_parse_arguments(ARG "LIGHT" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(kapitza_${room} STATIC)
  kapitza_add_sources(kapitza_${room} ${ARG_SOURCES})
  add_library(kapitza::${room} ALIAS kapitza_${room})
  target_include_directories(kapitza_${room} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  set_target_properties(kapitza_${room} PROPERTIES EXPORT_NAME ${room} POSITION_INDEPENDENT_CODE ON)
  target_compile_features(kapitza_${room} PUBLIC cxx_std_20)
  target_link_libraries(kapitza_${room} PUBLIC ${ARG_PUBLIC} PRIVATE $<BUILD_INTERFACE:kapitza_options>)
  if(ARG_LIGHT)
    target_compile_options(kapitza_${room} PRIVATE ${KAPITZA_LIGHT_OPTIMISATION})
  endif()
  set(links ${ARG_PUBLIC})
  foreach(link IN LISTS ARG_PRIVATE)
    if(link IN_LIST KAPITZA_HEADERS_ONLY)
      set(link $<BUILD_INTERFACE:${link}>)
    endif()
    target_link_libraries(kapitza_${room} PRIVATE ${link})
    list(APPEND links ${link})
  endforeach()
  kapitza_export(${room} kapitza_${room} ${links})
endfunction()

# kapitza_add_sources(<target> <file>...): from beside the CMakeLists.txt that calls it, once for each folder. Those of one folder are compiled KAPITZA_UNITY at once, because
# what they include costs more than they themselves; so what they keep to themselves has a name that no other file of the folder has.
# Sources with options of their own are compiled by themselves.
function(kapitza_add_sources target)
  target_sources(${target} PRIVATE ${ARGN})
  if(NOT KAPITZA_UNITY)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  foreach(source IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH source)
    cmake_path(GET source PARENT_PATH folder)
    cmake_path(GET folder FILENAME folder)
    list(LENGTH earlier_in_${folder} count)
    math(EXPR group "${count} / ${KAPITZA_UNITY}")
    set_source_files_properties(${source} TARGET_DIRECTORY ${target} PROPERTIES UNITY_GROUP ${folder}_${group})
    list(APPEND earlier_in_${folder} ${source})
  endforeach()
endfunction()

# kapitza_export(<room> <target> <link>...): the package of CMake offers the target as kapitza::<room>.
function(kapitza_export room target)
  set_property(GLOBAL APPEND PROPERTY KAPITZA_ROOMS ${room})
  set_property(GLOBAL PROPERTY KAPITZA_TARGET_${room} ${target})
  set_property(GLOBAL PROPERTY KAPITZA_LINKS_${room} ${ARGN})
endfunction()
