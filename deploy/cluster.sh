#!/usr/bin/env bash
# cluster.sh up [VERSION] [NODES] [FIRST_PORT]   fetch OpenSearch with k-NN, run it on loopback until Ctrl-C
# cluster.sh down                                end the nodes that an `up` has left running
# VERSION is 2.19.1 (wants Java 11 or newer) or 3.5.0 (Java 21). Everything comes by Maven with its
# checksums, and lies under ALONGSIDE_CLUSTER (for root /var/tmp/alongside-cluster, since the
# server refuses to run as root and another user must read it).
set -euo pipefail
version=${2:-2.19.1} nodes=${3:-3} first=${4:-9200}
[ "$(id -u)" = 0 ] && own=/var/tmp/alongside-cluster || own=${XDG_CACHE_HOME:-$HOME/.cache}/alongside/cluster-nodes
cache=${ALONGSIDE_CLUSTER:-$own}
run=$cache/run-$first
home=$cache/opensearch-$version
repository=${MAVEN_REPOSITORY:-$HOME/.m2/repository}

fail() { echo "cluster.sh: $*" >&2; exit 1; }

ended() {  # shows what the nodes said last
  head -n 5 "$run"/*/out >&2
  fail "$*"
}

java_home() {  # the oldest installed Java that is new enough
  local least=$1 java release folder
  folder=$(dirname "$(dirname "$(dirname "$(readlink -f "$(command -v java || echo /usr/lib/jvm/x/bin/java)")")")")
  while read -r java; do
    release=$("$java" -version 2>&1 </dev/null | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -1)
    [ "${release:-0}" -ge "$least" ] && echo "$release $(dirname "$(dirname "$(readlink -f "$java")")")"
  done < <({ update-alternatives --list java 2>/dev/null; ls -d "$folder"/*/bin/java 2>/dev/null; command -v java; } | sort -u) \
    | sort -n | head -1 | cut -d' ' -f2-
}

get() {
  mvn -q -B -C dependency:get -Dtransitive=false -Dartifact="$1" >"$cache/maven.log" 2>&1 ||
    fail "$1 cannot be fetched by Maven with its checksum: see $cache/maven.log"
}

fetch() {
  command -v mvn >/dev/null || fail "Maven is missing: install it (Debian: maven)"
  rm -rf "$home"
  get "org.opensearch.distribution.integ-test-zip:opensearch:$version:zip"
  get "org.opensearch.plugin:opensearch-knn:$version.0:zip"
  unzip -q "$repository/org/opensearch/distribution/integ-test-zip/opensearch/$version/opensearch-$version.zip" -d "$cache"
  mkdir -p "$home/plugins/opensearch-knn"
  unzip -q "$repository/org/opensearch/plugin/opensearch-knn/$version.0/opensearch-knn-$version.0.zip" -d "$home/plugins/opensearch-knn"
  [ -d "$home/modules/analysis-common" ] || modules  # before 3.5 the server comes without its modules
  touch "$home/ready"
}

module() {  # NAME CLASS COORDINATES...
  local name=$1 class=$2 group artifact number; shift 2
  mkdir -p "$home/modules/$name"
  for one in "$@"; do
    get "$one"
    IFS=: read -r group artifact number <<<"$one"
    cp "$repository/${group//.//}/$artifact/$number/$artifact-$number.jar" "$home/modules/$name/"
  done
  printf '%s\n' "description=$name" "version=$version" "name=$name" "classname=$class" java.version=11 \
    "opensearch.version=$version" custom.foldername= extended.plugins= has.native.controller=false \
    > "$home/modules/$name/plugin-descriptor.properties"
}

modules() {
  local asm=()
  for one in asm asm-analysis asm-commons asm-tree asm-util; do asm+=("org.ow2.asm:$one:9.7"); done
  module lang-painless org.opensearch.painless.PainlessPlugin "org.opensearch.plugin:lang-painless:$version" \
    "org.opensearch.plugin:opensearch-scripting-painless-spi:$version" org.antlr:antlr4-runtime:4.13.1 "${asm[@]}"
  printf '%s\n' 'grant {' '  permission java.lang.RuntimePermission "createClassLoader";' \
    '  permission java.lang.RuntimePermission "getClassLoader";' '};' > "$home/modules/lang-painless/plugin-security.policy"
  module analysis-common org.opensearch.analysis.common.CommonAnalysisPlugin "org.opensearch.plugin:analysis-common:$version"
  sed -i 's/^extended.plugins=/&lang-painless/' "$home/modules/analysis-common/plugin-descriptor.properties"
  module mapper-extras org.opensearch.index.mapper.MapperExtrasPlugin "org.opensearch.plugin:mapper-extras-client:$version"
}

start() {  # NUMBER
  local least=11 java as=() node=$run/$1
  [ "${version%%.*}" -ge 3 ] && least=21
  java=$(java_home $least); [ -n "$java" ] || fail "OpenSearch $version wants Java $least or newer: install it"
  if [ "$(id -u)" = 0 ]; then
    chown -R opensearch "$node"
    as=(setpriv --reuid opensearch --regid opensearch --clear-groups env HOME="$node")
  fi
  "${as[@]}" env OPENSEARCH_PATH_CONF="$node/config" OPENSEARCH_JAVA_HOME="$java" \
    OPENSEARCH_JAVA_OPTS="${ALONGSIDE_CLUSTER_JAVA:--Xms512m -Xmx512m}" "$home/bin/opensearch" > "$node/out" 2>&1 &
  echo "$!" > "$node/pid"
}

alive() {  # whether a node runs: one that was killed may come again
  local file
  for file in "$run"/*/pid; do kill -0 "$(cat "$file")" 2>/dev/null && return; done
  return 1
}

up() {
  local seeds managers n node pids
  mkdir -p "$cache"
  [ -e "$home/ready" ] || fetch
  if [ "$(id -u)" = 0 ]; then
    id opensearch >/dev/null 2>&1 || useradd --system opensearch
    chmod -R go+rX "$home"
  fi
  seeds=$(seq -s, -f "\"127.0.0.1:%g\"" $((first + 100)) $((first + 99 + nodes)))
  managers=$(seq -s, -f '"n%g"' 0 $((nodes - 1)))
  rm -rf "$run"; mkdir -p "$run"; chmod go+rx "$run"
  trap down EXIT
  trap 'exit 130' INT TERM
  for n in $(seq 0 $((nodes - 1))); do
    node=$run/$n; mkdir -p "$node/logs" "$node/data"; cp -r "$home/config" "$node/config"
    sed -i "s|logs/|$node/logs/|; s|HeapDumpPath=data|HeapDumpPath=$node/data|" "$node/config/jvm.options"
    printf '%s\n' "cluster.name: alongside-$first" "node.name: n$n" "path: { data: $node/data, logs: $node/logs }" \
      "network.host: 127.0.0.1" "http.port: $((first + n))" "transport.port: $((first + 100 + n))" \
      "discovery.seed_hosts: [$seeds]" "cluster.initial_cluster_manager_nodes: [$managers]" \
      "cluster.routing.allocation.disk.threshold_enabled: false" >> "$node/config/opensearch.yml"
    start "$n"
  done
  for _ in $(seq 180); do
    sleep 1
    for n in $(seq 0 $((nodes - 1))); do
      kill -0 "$(cat "$run/$n/pid")" 2>/dev/null || ended "a node ended"
    done
    curl -s "127.0.0.1:$first/_cluster/health" 2>/dev/null | grep -q "\"number_of_nodes\":$nodes" || continue
    pids=$(cat "$run"/*/pid | tr '\n' ' ')
    echo "OpenSearch $version answers on http://127.0.0.1:$first, processes ${pids% }; Ctrl-C ends them"
    while alive; do sleep 1; done; return
  done
  ended "not ready after three minutes"
}

down() {
  local file pids=()
  for file in "$run"/*/pid "$cache"/run-*/*/pid; do
    [ -e "$file" ] && [[ "$file" == "$run"/* || "${1:-}" = all ]] && pids+=("$(cat "$file")")
  done
  [ ${#pids[@]} = 0 ] || kill "${pids[@]}" 2>/dev/null || true
  wait 2>/dev/null || true
  [ "${1:-}" = all ] && rm -rf "$cache"/run-* || rm -rf "$run"
}

case ${1:-} in
  up) up ;;
  again) start "$3" ;;  # again VERSION NUMBER FIRST_PORT: a node of a running cluster that was killed
  down) down all ;;
  *) sed -n 's/^# //p' "$0" | head -6; exit 2 ;;
esac
