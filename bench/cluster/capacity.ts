/** A simulated node has 250 pods and 256 GiB, and a pilot asks for two, twice while it is replaced. */
const MESHES_PER_NODE = 60;
const PODS_PER_NODE = 200;

/** The fewest nodes of a devcluster that is not told how many. */
const FEWEST = 3;

/** How many nodes so many small meshes fit on, also while all of them are upgraded at once. */
export const nodesForMeshes = (count: number): number => Math.max(FEWEST, Math.ceil(count / MESHES_PER_NODE));

/** How many nodes so many pods fit on that ask for little. */
export const nodesForPods = (count: number): number => Math.max(FEWEST, Math.ceil(count / PODS_PER_NODE));
