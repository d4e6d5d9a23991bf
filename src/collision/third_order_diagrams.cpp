#include "kapitza/collision/third_order_diagrams.hpp"

namespace kapitza::collision {

namespace {

double factorial(int n) {
  double product = 1.0;
  for (int i = 2; i <= n; ++i)
    product *= i;
  return product;
}

double multiplicity(const ThirdOrderDiagram& g) {
  const double fields = factorial(g.l0) * factorial(g.l0 - 1) * factorial(g.l2) * factorial(g.l2) *
                        factorial(g.l3) * factorial(g.l3);
  return g.l0 * fields /
         (factorial(g.a) * factorial(g.b) * factorial(g.c) * factorial(g.d) * factorial(g.e) *
          factorial(g.f));
}

void add_diagrams(int l0, int l2, int l3, std::vector<ThirdOrderDiagram>& diagrams) {
  for (const int external : {2, 3}) {
    for (int a = 0; a <= l0; ++a) {
      for (int b = 0; b < l0; ++b) {
        ThirdOrderDiagram g{l0, l2, l3, external, a, b, l0 - a, l0 - 1 - b, 0, 0, 0.0};
        g.e = l2 - b - (external == 2);
        g.f = l2 - a;
        const bool ends_meet = g.c + g.e == l3 && g.d + g.f + (external == 3) == l3;
        if (g.e < 0 || g.f < 0 || !ends_meet) continue;
        g.multiplicity = multiplicity(g);
        diagrams.push_back(g);
      }
    }
  }
}

}  // namespace

std::vector<ThirdOrderDiagram> third_order_diagrams(const std::vector<int>& orders) {
  std::vector<ThirdOrderDiagram> diagrams;
  for (const int l0 : orders) {
    for (const int l2 : orders) {
      for (const int l3 : orders)
        add_diagrams(l0, l2, l3, diagrams);
    }
  }
  return diagrams;
}

}  // namespace kapitza::collision
