import '@servicenow/sdk/global'

declare global {
    namespace Now {
        namespace Internal {
            interface Keys extends KeysRegistry {
                explicit: {
                    bom_json: {
                        table: 'sys_module'
                        id: 'd916158f8fd7403a9c23e4d92a81c9fa'
                    }
                    'br-gate': {
                        table: 'sys_script'
                        id: '16275560bfc34125a09a7e19c141112d'
                    }
                    'br-queue': {
                        table: 'sys_script'
                        id: 'cd2c51ead0da47f49c0057321f5ad8bb'
                    }
                    'fix-lists': {
                        table: 'sys_script_fix'
                        id: 'ca8777a94b774f9c808c0a179da54890'
                    }
                    'fix-remove': {
                        table: 'sys_script_fix'
                        id: '695c65df38c244a08d776a3c9b477cac'
                    }
                    package_json: {
                        table: 'sys_module'
                        id: '86f6b7cff76a489e8c2ecbc74c303360'
                    }
                    'si-guard': {
                        table: 'sys_script_include'
                        id: '75b8ece989dd44a3bd9f9dd225ae29ef'
                    }
                }
            }
        }
    }
}
