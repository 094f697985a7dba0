#pragma once
/// The main path in one include: a network or a machine and data in, measurements and findings out, written for people
/// or programs.
#include "blackbody/instruments/collect.h"
#include "blackbody/instruments/measure.h"
#include "blackbody/instruments/report/html.h"
#include "blackbody/instruments/report/json.h"
#include "blackbody/instruments/report/terminal.h"
#include "blackbody/loading/dataset.h"
#include "blackbody/loading/ensemble.h"
#include "blackbody/loading/network.h"
#include "blackbody/loading/states.h"
#include "blackbody/systems/ensembles/partition/annealing.h"
#include "blackbody/systems/ensembles/partition/enumeration.h"
