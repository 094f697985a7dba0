#include "blackbody/base/curve.h"

namespace blackbody {

const char* to_string(Curve::Kind kind) {
    switch (kind) {
        case Curve::Kind::line:
            return "line";
        case Curve::Kind::histogram:
            return "histogram";
        case Curve::Kind::bars:
            return "bars";
        case Curve::Kind::rose:
            return "rose";
        case Curve::Kind::map:
            return "map";
        case Curve::Kind::sheet:
            return "sheet";
    }
    return "?";
}

}  // namespace blackbody
