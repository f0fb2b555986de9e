// A graph like a mesh of services, made from a seed: teams that hang together, and services that all of them call.

/** Numbers from 0 to 1, the same on every machine (Park and Miller, "Random number generators: good ones are hard to find", 1988). */
function dice(seed) {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.floor((state / 2_147_483_647) * below);
  };
}

/** The ends of so many links between so many nodes, two numbers each, each pair once. */
export function meshLike(nodes, links, seed = 42) {
  const draw = dice(seed);
  const shared = Math.ceil(nodes / 100);
  const [ends, known] = [[], new Set()];
  const add = (from, to) => {
    const key = Math.min(from, to) * nodes + Math.max(from, to);
    if (from === to || known.has(key) || known.size >= links) return;
    known.add(key);
    ends.push(from, to);
  };
  const teams = [];
  for (let first = shared; first < nodes;) {
    const size = Math.min(12 + draw(17), nodes - first);
    if (teams.length > 0) add(shared + draw(first - shared), first);
    for (let at = 1; at < size; at++) add(first + draw(at), first + at);
    teams.push([first, size]);
    first += size;
  }
  while (known.size < links) {
    const [first, size] = teams[draw(teams.length)];
    const from = first + draw(size);
    add(from, draw(2) === 0 ? draw(shared) : first + draw(size));
  }
  return ends;
}
