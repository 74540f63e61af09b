# What zsh offers at the end of a command line, one word a line: zsh -f completion.zsh SCRIPT LINE
# SCRIPT is the completion: a file to read, or a folder of fpath to find it in. Zsh completes only on a terminal.
zmodload zsh/zpty
zpty shell zsh -f -i
read -r -d '' setup <<'SETUP'
PROMPT=; unsetopt zle_bracketed_paste prompt_sp; stty -echo cols 500
[[ -d $given ]] && fpath=($given $fpath)
autoload -Uz compinit; compinit -u -D
[[ -f $given ]] && source $given
offer() { _main_complete; compstate[insert]=all; compstate[list]= }
zle -C offer complete-word offer; bindkey '^I' offer
tell() { print -r -- "<<$BUFFER>>"; exit }
zle -N tell; bindkey '^T' tell
print SET''UP-DONE
SETUP
zpty -w shell "given=${(q)1}; ${setup//$'\n'/; }"
zpty -r shell seen '*SETUP-DONE*'
zpty -w -n shell "$2"$'\t\x14'
zpty -r shell seen '*<<*>>*'
print -r -- ${${seen##*<<}%%>>*}
zpty -d shell
