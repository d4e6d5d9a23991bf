#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "kapitza/base/provenance.hpp"

namespace {

TEST(CollectProvenance, IsTheSameOnAllRanks) {
  const kapitza::Communicator world = kapitza::Communicator::world();
  const std::string own_path = "case " + std::to_string(world.rank()) + ".toml";
  const std::vector<std::string> arguments{"kapitza", "run", own_path, "--set", "a.b='c'"};
  const kapitza::Provenance provenance = kapitza::collect_provenance(world, arguments);
  EXPECT_EQ(provenance.command_line, R"(kapitza run 'case 0.toml' --set 'a.b='\''c'\''')");
  EXPECT_EQ(provenance.ranks, world.size());
  EXPECT_EQ(provenance.hosts, 1);
  EXPECT_EQ(provenance.libraries, kapitza::library_versions());
  EXPECT_EQ(world.broadcast(provenance.start_time, world.size() - 1), provenance.start_time);
}

}  // namespace
