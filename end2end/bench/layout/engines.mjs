// The engines that lay a graph out, each behind the same three words: start, tick, places.

import * as d3 from 'd3-force';
import { MultiGraph } from 'graphology';
import forceAtlas2 from 'graphology-layout-forceatlas2';
import createLayout from 'ngraph.forcelayout';
import createGraph from 'ngraph.graph';

/** Ours, d3-force and the fastest of the others, by name; `ours` is the wasm. */
export function engines(ours) {
  return {
    'force-layout': (graph) => startOurs(ours, graph),
    'd3-force': startD3,
    'ngraph.forcelayout': startNgraph,
    'graphology-layout-forceatlas2': startAtlas,
  };
}

function startOurs(ours, graph) {
  const engine = new ours.Engine(graph.nodes, graph.ends);
  return { tick: (times) => engine.tick(times), places: () => engine.places(), end: () => engine.free() };
}

/** d3's own defaults: theta 0.9, strength -30, links of 30. */
function startD3(graph) {
  const nodes = Array.from({ length: graph.nodes }, () => ({}));
  const simulation = d3.forceSimulation(nodes).stop();
  simulation.force('link', d3.forceLink(linksOf(graph))).force('charge', d3.forceManyBody()).force('center', d3.forceCenter());
  return { tick: (times) => simulation.tick(times), places: () => Float64Array.from(nodes.flatMap(({ x, y }) => [x, y])), end() {} };
}

function startNgraph(graph) {
  const net = createGraph();
  for (let node = 0; node < graph.nodes; node++) net.addNode(node);
  for (const { source, target } of linksOf(graph)) net.addLink(source, target);
  const layout = createLayout(net, { dimensions: 2, theta: 0.9 });
  const place = (node) => layout.getNodePosition(node);
  return {
    tick: (times) => { for (let time = 0; time < times; time++) layout.step(); },
    places: () => Float64Array.from({ length: 2 * graph.nodes }, (_, at) => (at % 2 ? place(at >> 1).y : place(at >> 1).x)),
    end: () => layout.dispose(),
  };
}

function startAtlas(graph) {
  const net = new MultiGraph();
  for (let node = 0; node < graph.nodes; node++) net.addNode(node, spiral(node));
  for (const { source, target } of linksOf(graph)) net.addEdge(source, target);
  const settings = { barnesHutOptimize: true, barnesHutTheta: 0.9 };
  return {
    tick: (times) => forceAtlas2.assign(net, { iterations: times, settings }),
    places: () => Float64Array.from(net.mapNodes((_, { x, y }) => [x, y]).flat()),
    end() {},
  };
}

function spiral(node) {
  const [radius, angle] = [10 * Math.sqrt(0.5 + node), node * Math.PI * (3 - Math.sqrt(5))];
  return { x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
}

function linksOf(graph) {
  return Array.from({ length: graph.ends.length / 2 }, (_, link) => ({ source: graph.ends[2 * link], target: graph.ends[2 * link + 1] }));
}

/** The pushes of d3's many-body force at places, with a strength of 1: x and y in turn. */
export function pushesOfD3(places) {
  const node = (_, index) => ({ index, x: places[2 * index], y: places[2 * index + 1], vx: 0, vy: 0 });
  const nodes = Array.from({ length: places.length / 2 }, node);
  const force = d3.forceManyBody().strength(1);
  force.initialize(nodes, Math.random);
  force(1);
  return Float64Array.from(nodes.flatMap(({ vx, vy }) => [vx, vy]));
}
