module.exports = async () => globalThis.clusterForTests?.stop();
